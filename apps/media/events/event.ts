import { hash } from 'node:crypto';

import { VISIBLE } from '#libs/domain/image/transitions.js';
import type { Change } from '#libs/ports/image-repository.js';

import { imageJson } from '../images/image-json.js';

/** What listeners are told of one change. */
export interface Event {
  id: string;
  at: number;
  /** `event` and `data` of the message. */
  lines: string;
  /** The same for the same words about the same moment. */
  digest: string;
}

/**
 * The event of a change, or null for an upload that is on its way: nobody sees that yet. A picture that goes to the trash is still there,
 * and its event says so by `deletedAt`; one that is being removed, or never came to be, is gone.
 */
export function eventOf({ id, at, row }: Change, ownerName: string): Event | null {
  if (row?.state === 'uploading') return null;
  const seen = row && VISIBLE.includes(row.state);
  const lines = seen
    ? `event: image\ndata: ${JSON.stringify(imageJson(row, ownerName))}`
    : `event: removed\ndata: ${JSON.stringify({ id })}`;
  return { id, at: at.getTime(), lines, digest: hash('sha1', `${at.getTime()} ${lines}`, 'base64') };
}
