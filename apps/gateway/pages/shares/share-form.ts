import type { FastifyReply, FastifyRequest } from 'fastify';

import { Problem } from '#libs/contract/errors.js';
import { SIZE_NAMES, type SizeName } from '#libs/domain/variants.js';

import { readFields } from '../http/forms.js';

const DAY = 86_400_000;

/** How long a link may last: days, and what they are called. */
export const LASTING = { '': 'Until I end it', '1': 'One day', '7': 'One week', '30': '30 days', '365': 'One year' } as const;

/** What a link is to show: an album, or pictures that were chosen. */
export type Chosen = { album: string } | { imageIds: string[] };

/** The form of a link as it was filled in. */
export interface ShareForm {
  chosen: Chosen;
  sizes: SizeName[];
  name: string;
  password: string;
  /** One of LASTING; undefined: as it is. */
  days: keyof typeof LASTING | undefined;
  /** To ask for no password any more. */
  open?: boolean;
}

/** @throws Problem UNSUPPORTED_TYPE, TOO_LARGE, BAD_REQUEST */
export async function readShareForm(request: FastifyRequest, reply: FastifyReply): Promise<ShareForm> {
  const fields = await readFields(request, reply);
  const days = fields.get('days') ?? undefined;
  if (days !== undefined && days !== 'same' && !Object.hasOwn(LASTING, days))
    throw new Problem('BAD_REQUEST', 'The form: days is none of those to choose from.');
  return {
    chosen: chosenIn(fields),
    sizes: SIZE_NAMES.filter((size) => fields.has(size)),
    name: fields.get('name') ?? '',
    password: fields.get('password') ?? '',
    open: fields.has('open'),
    days: days === 'same' ? undefined : (days as ShareForm['days']),
  };
}

/** `album`, else `ids`, which may be repeated, as the boxes of a selection are, and each may hold several with commas between. */
export function chosenIn(fields: URLSearchParams): Chosen {
  const album = fields.get('album');
  if (album) return { album };
  const ids = fields.getAll('ids').flatMap((text) => text.split(','));
  return { imageIds: ids.map((id) => id.trim()).filter(Boolean) };
}

/** When a link that lasts so long ends; null: never. */
export function endOf(days: keyof typeof LASTING): string | null {
  return days === '' ? null : new Date(Date.now() + Number(days) * DAY).toISOString();
}

/** What is wrong with it, in words for people. */
export function wrongWith({ sizes }: ShareForm): string | undefined {
  return sizes.length === 0 ? 'Tick at least one size: without any there is nothing to see.' : undefined;
}
