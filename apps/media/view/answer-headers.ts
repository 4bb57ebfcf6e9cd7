import type { BytesQuery } from '#libs/contract/image.js';
import type { ImageRow } from '#libs/ports/image-repository.js';

import { contentDisposition } from './content-disposition.js';
import { fileName } from './file-name.js';
import type { PickedSize } from './pick-size.js';

/**
 * Whatever these bytes are, a browser that opens them by themselves runs nothing of them and shows them to no other site. Inline style is
 * what browsers centre a bare picture with; it can load nothing.
 */
const SANDBOX = {
  'x-content-type-options': 'nosniff',
  'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'; sandbox",
  'cross-origin-resource-policy': 'same-origin',
} as const;

/** For a picture that is named by its generation: another generation has another address. */
export const LASTING = 'private, max-age=31536000, immutable';
export const PASSING = 'private, no-cache';

/** What is answered with. */
export interface Answer {
  row: ImageRow;
  picked: PickedSize;
  query: BytesQuery;
}

export function cacheHeaders({ row, picked, query }: Answer): Record<string, string> {
  if (picked.standIn) return { etag: picked.etag, 'cache-control': 'no-store', 'x-served-size': picked.size };
  const lasting = query.v === String(row.generation) && row.deletedAt === null;
  return { etag: picked.etag, 'cache-control': lasting ? LASTING : PASSING };
}

export function contentHeaders({ row, picked, query }: Answer): Record<string, string> {
  return {
    ...SANDBOX,
    'content-type': picked.type,
    'content-disposition': contentDisposition(query.download ? 'attachment' : 'inline', fileName(row.name, picked)),
    'accept-ranges': 'bytes',
  };
}
