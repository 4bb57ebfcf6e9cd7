import { monotonicFactory } from 'ulid';
import { VARIANT_PATTERN, type VariantName } from '../variants.js';

const next = monotonicFactory();

/** A new id: a ULID in lower case with 80 random bits, ascending within this process. */
export function newId(): string {
  return next().toLowerCase();
}

/** The key of an original. */
export function originalKey(owner: string, id: string): string {
  return `${owner}/${id}/original`;
}

/** The key of a variant of one attempt: no two attempts write the same key. */
export function variantKey(owner: string, id: string, generation: number, attempt: number, size: VariantName): string {
  return `${attemptPrefix(owner, id, generation, attempt)}${size}`;
}

/** The prefix of the keys of all variants of one attempt. */
export function attemptPrefix(owner: string, id: string, generation: number, attempt: number): string {
  return `${imagePrefix(owner, id)}${generation}-${attempt}/`;
}

/** The prefix of all keys of one image. */
export function imagePrefix(owner: string, id: string): string {
  return `${owner}/${id}/`;
}

/** The key of the id of the drive that the store belongs to. */
export const DRIVE_ID_KEY = 'drive-id';

/** The prefix of all tombstones. */
export const TOMBSTONE_PREFIX = 'removed/';

/** The key of the tombstone of an image that was deleted for good, so that a rebuild from the store does not bring it back. */
export function tombstoneKey(owner: string, id: string): string {
  return `${TOMBSTONE_PREFIX}${owner}/${id}`;
}

/** The id of the image of a tombstone; null for any other key. */
export function parseTombstoneKey(key: string): string | null {
  return /^removed\/[^/]+\/([^/]+)$/.exec(key)?.[1] ?? null;
}

/** The attempt that wrote a variant. */
export interface Attempt {
  generation: number;
  attempt: number;
}

const IMAGE_KEY = new RegExp(`^([^/]+)/([^/]+)/(original|(\\d+)-(\\d+)/(?:${VARIANT_PATTERN}))$`);

/** The image that a key belongs to, and the attempt if it is the key of a variant. Null for any other key. */
export function parseKey(key: string): { owner: string; id: string; run: Attempt | null } | null {
  const [, owner, id, last, generation, attempt] = IMAGE_KEY.exec(key) ?? [];
  if (!owner || !id) return null;
  return { owner, id, run: last === 'original' ? null : { generation: Number(generation), attempt: Number(attempt) } };
}
