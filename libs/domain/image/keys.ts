import { monotonicFactory } from 'ulid';
import { VARIANT_PATTERN, type VariantName } from '../variants.js';

const next = monotonicFactory();

/** A new id: a ULID in lower case, 80 random bits, in the order of its making within this process. */
export function newId(): string {
  return next().toLowerCase();
}

/** Where an original lies. */
export function originalKey(owner: string, id: string): string {
  return `${owner}/${id}/original`;
}

/** Where one size of one attempt lies: no two attempts ever write the same key. */
export function variantKey(owner: string, id: string, generation: number, attempt: number, size: VariantName): string {
  return `${owner}/${id}/${generation}-${attempt}/${size}`;
}

/** Everything that belongs to one picture. */
export function imagePrefix(owner: string, id: string): string {
  return `${owner}/${id}/`;
}

/** Where the store keeps the id of the drive that it belongs to. */
export const DRIVE_ID_KEY = 'drive-id';

/** Where the marks of what was deleted for good lie. */
export const TOMBSTONE_PREFIX = 'removed/';

/** Where the mark lies that a picture was deleted for good: nothing brings it back from the store any more. */
export function tombstoneKey(owner: string, id: string): string {
  return `${TOMBSTONE_PREFIX}${owner}/${id}`;
}

/** The id of the picture that a mark speaks of; null for another key. */
export function parseTombstoneKey(key: string): string | null {
  return /^removed\/[^/]+\/([^/]+)$/.exec(key)?.[1] ?? null;
}

/** The run that wrote a size. */
export interface Attempt {
  generation: number;
  attempt: number;
}

const IMAGE_KEY = new RegExp(`^([^/]+)/([^/]+)/(original|(\\d+)-(\\d+)/(?:${VARIANT_PATTERN}))$`);

/** What a key says: the picture it belongs to, and the run when it is one of its sizes. Null for a key that no picture has. */
export function parseKey(key: string): { owner: string; id: string; run: Attempt | null } | null {
  const [, owner, id, last, generation, attempt] = IMAGE_KEY.exec(key) ?? [];
  if (!owner || !id) return null;
  return { owner, id, run: last === 'original' ? null : { generation: Number(generation), attempt: Number(attempt) } };
}
