import type { BytesQuery } from '#libs/api/image-queries.js';
import type { ImageRow } from '#libs/domain/image/image-row.js';
import type { SizeName } from '#libs/domain/variants.js';

import { contentDisposition, fileName } from './content-disposition.js';
import type { PickedSize } from './pick-size.js';

/**
 * Whatever the bytes are, a browser that opens them by themselves runs no code in them and shows them to no other site. Browsers centre a
 * bare image with inline style, which can't load anything.
 */
export const SANDBOX = {
  'x-content-type-options': 'nosniff',
  'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'; sandbox",
  'cross-origin-resource-policy': 'same-origin',
} as const;

/** For an address that names the current generation: the next generation has another address. */
export const IMMUTABLE = 'private, max-age=31536000, immutable';
export const REVALIDATE = 'private, no-cache';

/** What is sent, and for which query. */
export interface BytesResponse {
  row: ImageRow;
  picked: PickedSize;
  query: BytesQuery;
  /** Sent to a visitor of a share: any site may embed it. `first`: the address does not say which image. A stand-in is one of `sizes`. */
  shared?: { cache: string; first: boolean; sizes: readonly SizeName[] } | undefined;
}

/** Replaces the header that limits an image to the drive's own pages. Search engines must not index shares. */
export const SHARED = {
  'cross-origin-resource-policy': 'cross-origin',
  'access-control-allow-origin': '*',
  'x-robots-tag': 'noindex',
} as const;

export function cacheHeaders({ row, picked, query, shared }: BytesResponse): Record<string, string> {
  if (picked.standIn) return { etag: picked.etag, 'cache-control': 'no-store', 'x-served-size': picked.size, ...(shared && SHARED) };
  if (shared) return { etag: picked.etag, 'cache-control': shared.cache, ...SHARED };
  const immutable = query.v === String(row.generation) && row.deletedAt === null;
  return { etag: picked.etag, 'cache-control': immutable ? IMMUTABLE : REVALIDATE };
}

export function contentHeaders({ row, picked, query, shared }: BytesResponse): Record<string, string> {
  return {
    ...SANDBOX,
    ...(shared && SHARED),
    'content-type': picked.type,
    'content-disposition': contentDisposition(query.download ? 'attachment' : 'inline', fileName(row.name, picked)),
    'accept-ranges': 'bytes',
    ...(picked.lastModified && { 'last-modified': picked.lastModified.toUTCString() }),
  };
}
