import type { BytesQuery } from '#libs/contract/image.js';

import { contentDisposition } from './content-disposition.js';
import { fileName } from './file-name.js';
import type { PickedSize } from './pick-size.js';
import type { ImageRow } from '#libs/domain/image/image-row.js';

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
  /** Given by a link: any page may show it. */
  shared?: { cache: string } | undefined;
}

/** In the place of what keeps a picture to the drive's own pages. Search engines are to leave links alone. */
export const SHARED = {
  'cross-origin-resource-policy': 'cross-origin',
  'access-control-allow-origin': '*',
  'x-robots-tag': 'noindex',
} as const;

export function cacheHeaders({ row, picked, query, shared }: Answer): Record<string, string> {
  if (shared) return { etag: picked.etag, 'cache-control': shared.cache, ...SHARED };
  if (picked.standIn) return { etag: picked.etag, 'cache-control': 'no-store', 'x-served-size': picked.size };
  const lasting = query.v === String(row.generation) && row.deletedAt === null;
  return { etag: picked.etag, 'cache-control': lasting ? LASTING : PASSING };
}

export function contentHeaders({ row, picked, query, shared }: Answer): Record<string, string> {
  return {
    ...SANDBOX,
    ...(shared && SHARED),
    'content-type': picked.type,
    'content-disposition': contentDisposition(query.download ? 'attachment' : 'inline', fileName(row.name, picked)),
    'accept-ranges': 'bytes',
  };
}
