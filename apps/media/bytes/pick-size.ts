import { Problem } from '#libs/contract/errors.js';
import { isShownByBrowsers } from '#libs/domain/image-types.js';
import type { ImageRow } from '#libs/domain/image/image-row.js';
import { type SizeName, standInsFor, type VariantName } from '#libs/domain/variants.js';

/** What is sent for a size that was asked for. */
export interface PickedSize {
  /** The size that is sent, which may be a bigger one in the place of that asked for. */
  size: SizeName;
  standIn: boolean;
  key: string;
  type: string;
  bytes: number;
  /** Strong, RFC 9110 section 8.8.3: the same as long as the bytes are, whatever happens to the picture besides. */
  etag: string;
}

/** Seconds after which a size may be there. */
const RETRY_AFTER = 2;

/**
 * The size that was asked for; when it is not ready the nearest bigger one that is, at last the original if browsers can show it and
 * nothing is known against it. `exact` allows no other. @throws Problem NOT_READY
 */
export function pickSize(row: ImageRow, wanted: SizeName, exact: boolean): PickedSize {
  if (wanted === 'o') return original(row, false);
  for (const size of exact ? [wanted] : standInsFor(wanted)) {
    const made = madeSize(row, size, size !== wanted);
    if (made) return made;
  }
  if (!exact && row.state !== 'rejected' && isShownByBrowsers(row.type)) return original(row, true);
  const detail =
    row.state === 'rejected'
      ? 'This size could not be made. The original is there, at size o.'
      : 'This size is being made. Try again in a moment, or take the original at size o.';
  throw new Problem('NOT_READY', detail, { retryAfter: RETRY_AFTER });
}

function madeSize(row: ImageRow, size: VariantName, standIn: boolean): PickedSize | null {
  const { state, key, type, bytes } = row.sizes[size];
  if (state !== 'ready' || key === null || type === null || bytes === null) return null;
  // No two attempts share a key, so its last part, "1-3/m", names the bytes.
  const etag = `"${row.id}-${key.split('/').slice(-2).join('-')}"`;
  return { size, standIn, key, type, bytes, etag };
}

function original(row: ImageRow, standIn: boolean): PickedSize {
  return { size: 'o', standIn, key: row.originalKey, type: row.type, bytes: row.bytes, etag: `"${row.sha256}"` };
}
