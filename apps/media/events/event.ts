import { hash } from 'node:crypto';

import { Problem } from '#libs/api/errors.js';
import { VISIBLE } from '#libs/domain/image/transitions.js';
import type { Change } from '#libs/ports/image-repository.js';

import { imageJson } from '../images/image-json.js';

/** Version and milliseconds. */
const EVENT_ID = /^1-(\d{1,15})$/;
/** Tombstones are kept for at least a day, so older ids cannot be resumed from. */
const RESUMABLE = 24 * 3_600_000;

/** What clients are sent about one change. */
export interface Event {
  /** Of the image. */
  id: string;
  at: number;
  /** The fields `event` and `data` of the message. */
  lines: string;
  /** Equal for equal messages about the same time. */
  digest: string;
}

/**
 * Returns the event of a change, or null for an upload in progress, which nobody sees yet. An image in the trash still exists, and its
 * event says so by `deletedAt`; one that is being purged, or whose upload failed, is reported as removed.
 */
export function eventOf({ id, at, row }: Change, ownerName: string): Event | null {
  if (row?.state === 'uploading') return null;
  const visible = row && VISIBLE.includes(row.state);
  const lines = visible
    ? `event: image\ndata: ${JSON.stringify(imageJson(row, ownerName))}`
    : `event: removed\ndata: ${JSON.stringify({ id })}`;
  return { id, at: at.getTime(), lines, digest: hash('sha1', `${at.getTime()} ${lines}`, 'base64') };
}

/** The `id` field of an event: a time from which a client can resume. @param at milliseconds */
export function encodeEventId(at: number): string {
  return `1-${at}`;
}

/**
 * Returns the time that `Last-Event-ID` names, in milliseconds; a time in the future counts as now.
 * @throws Problem BAD_REQUEST if it is malformed, or older than the changes that are remembered
 */
export function decodeEventId(text: string, now: number): number {
  const at = Number(EVENT_ID.exec(text)?.[1] ?? NaN);
  if (Number.isNaN(at)) {
    throw new Problem(
      'BAD_REQUEST',
      'Last-Event-ID is not an id of these events. Send the id of the last event, or leave it out to start now.',
    );
  }
  if (at < now - RESUMABLE) {
    throw new Problem(
      'BAD_REQUEST',
      'Last-Event-ID is more than a day old; changes that old are no longer known. List the pictures again, and start without Last-Event-ID.',
    );
  }
  return Math.min(at, now);
}
