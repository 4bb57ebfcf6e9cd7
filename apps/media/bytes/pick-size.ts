import { Problem } from '#libs/api/errors.js';
import { isShownByBrowsers } from '#libs/domain/image-types.js';
import type { ImageRow } from '#libs/domain/image/image-row.js';
import { SIZE_NAMES, smallerThan, standInsFor, type SizeName, type VariantName } from '#libs/domain/variants.js';
import type { Validators } from '#libs/http/conditional-request.js';

/** The object that is sent for a requested size. */
export interface PickedSize extends Validators {
  /** The size that is sent, which may be another one than requested. */
  size: SizeName;
  standIn: boolean;
  key: string;
  type: string;
  bytes: number;
  /** The same as long as the bytes are, whatever else changes about the image. */
  etag: string;
  /** When the bytes were made; null for a stand-in, whose time says nothing about the requested size. */
  lastModified: Date | null;
  lastModifiedIsStrong: boolean;
}

/** @see pickSize */
export interface PickOptions {
  exact: boolean;
  among?: readonly SizeName[];
  /** Whether the original may stand in for a variant: it must not tell more than the variant would. */
  original: boolean;
}

/** Seconds after which a variant may be ready. */
const RETRY_AFTER = 2;

/**
 * The requested size. When it is not ready: the next bigger one that is, else the original, if browsers can show it and it may stand in,
 * else the next smaller one; of a rejected image a bigger one only. With `exact` only the requested size itself. A stand-in is one of `among`.
 * @throws Problem NOT_READY
 */
export function pickSize(row: ImageRow, requested: SizeName, { exact, among = SIZE_NAMES, original: allowed }: PickOptions): PickedSize {
  if (requested === 'o') return original(row, false);
  const ready = (size: VariantName) => (size === requested || among.includes(size) ? readyVariant(row, size, size !== requested) : null);
  const bigger = exact ? [requested] : standInsFor(requested);
  const found = firstOf(bigger, ready);
  if (found) return found;
  if (!exact && row.state !== 'rejected') {
    if (allowed && among.includes('o') && isShownByBrowsers(row.type)) return original(row, true);
    const smaller = firstOf(smallerThan(requested), ready);
    if (smaller) return smaller;
  }
  const detail =
    row.state === 'rejected'
      ? 'This size could not be made. The original is available at size o.'
      : 'This size is not ready yet. Try again in a moment, or take the original at size o.';
  throw new Problem('NOT_READY', detail, { retryAfter: RETRY_AFTER });
}

function firstOf(sizes: readonly VariantName[], find: (size: VariantName) => PickedSize | null): PickedSize | null {
  for (const size of sizes) {
    const found = find(size);
    if (found) return found;
  }
  return null;
}

function readyVariant(row: ImageRow, size: VariantName, standIn: boolean): PickedSize | null {
  const { state, key, type, bytes, readyAt, attempts } = row.sizes[size];
  if (state !== 'ready' || key === null || type === null || bytes === null) return null;
  // No two attempts share a key, so its last part, such as "1-3/m", identifies the bytes.
  const etag = `"${row.id}-${key.split('/').slice(-2).join('-')}"`;
  // Two attempts could publish different bytes within one second.
  return { size, standIn, key, type, bytes, etag, lastModified: standIn ? null : readyAt, lastModifiedIsStrong: attempts === 1 };
}

function original(row: ImageRow, standIn: boolean): PickedSize {
  const { originalKey: key, type, bytes, sha256, createdAt } = row;
  return {
    size: 'o',
    standIn,
    key,
    type,
    bytes,
    etag: `"${sha256}"`,
    lastModified: standIn ? null : createdAt,
    lastModifiedIsStrong: true,
  };
}
