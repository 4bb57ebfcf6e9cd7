import type { Image, ImageSize } from '#libs/api/image.js';
import type { ImageRow, VariantRecord } from '#libs/domain/image/image-row.js';
import { isoTime, isoTimeOrNull } from '#libs/domain/iso-time.js';
import { mapSizes, type SizeName } from '#libs/domain/variants.js';

/** Extra fields of the answer to an upload. */
export type UploadFields = Pick<Image, 'duplicate' | 'restored' | 'healed'>;

/** The JSON of an image; `userName` is the name of its owner. The row must be in a visible state. */
export function imageJson(row: ImageRow, userName: string, uploadFields: UploadFields = {}): Image {
  // Once for all sizes: lists have hundreds of addresses.
  const [start, end] = [`/get/${row.id}/`, `?v=${row.generation}`];
  const url = (size: SizeName) => (row.deletedAt && size === 's' ? `/${userName}/trash/${row.id}/s` : start + size + end);
  return {
    id: row.id,
    name: row.name,
    type: row.type,
    bytes: row.bytes,
    width: row.width,
    height: row.height,
    sha256: row.sha256,
    createdAt: isoTime(row.createdAt),
    takenAt: isoTimeOrNull(row.takenAt),
    // Copies: an answer may be changed by who gets it, a row may not.
    exif: row.exif && { ...row.exif },
    sortAt: isoTime(row.sortAt),
    modifiedAt: isoTimeOrNull(row.modifiedAt),
    deletedAt: isoTimeOrNull(row.deletedAt),
    state: row.state as Image['state'],
    reason: row.reason && { ...row.reason },
    thumbhash: row.thumbhash,
    generation: row.generation,
    sizes: mapSizes((size) => (size === 'o' ? originalJson(row, url(size)) : sizeJson(row.sizes[size], url(size)))),
    page: `/${userName}/view/${row.id}`,
    ...(row.damagedAt && { damaged: true as const }),
    ...uploadFields,
  };
}

/** Written out: a copy of all but the key would take several times as long. */
function sizeJson(variant: VariantRecord, url: string): ImageSize {
  const { state, width, height, bytes, type, attempts, error, startedAt, readyAt } = variant;
  return {
    state,
    width,
    height,
    bytes,
    type,
    attempts,
    error: error && { ...error },
    startedAt: isoTimeOrNull(startedAt),
    readyAt: isoTimeOrNull(readyAt),
    url,
  };
}

/** The original is ready from the beginning, and no attempt made it. */
function originalJson({ width, height, bytes, type, createdAt }: ImageRow, url: string): ImageSize {
  const at = isoTime(createdAt);
  return { state: 'ready', width, height, bytes, type, attempts: 0, error: null, startedAt: at, readyAt: at, url };
}
