import type { Share, SharedImage, SharedSize, ShareWithImages } from '#libs/contract/share.js';
import type { Size } from '#libs/contract/image.js';
import type { ImageRow } from '#libs/ports/image-repository.js';
import type { ShareRow } from '#libs/ports/share-repository.js';

import { extensionOf } from '../extensions.js';

/** A link as its owner sees it. */
export function shareJson(share: ShareRow): Share {
  return {
    id: share.id,
    token: share.token,
    page: `/p/${share.token}`,
    name: share.name,
    imageIds: [...share.imageIds],
    sizes: [...share.sizes],
    password: share.passwordHash !== null,
    createdAt: share.createdAt.toISOString(),
    expiresAt: share.expiresAt?.toISOString() ?? null,
    opened: share.opened,
    lastOpenedAt: share.lastOpenedAt?.toISOString() ?? null,
  };
}

/** The same with the pictures that it shows right now. */
export function shareWithImages(share: ShareRow, rows: readonly ImageRow[]): ShareWithImages {
  return { ...shareJson(share), images: rows.map((row) => sharedImage(share, row)) };
}

/** A picture as the link gives it away: nothing of its owner, its original or the day it was taken. */
export function sharedImage(share: ShareRow, row: ImageRow): SharedImage {
  const size = (name: Size) => (share.sizes.includes(name) ? sharedSize(share, row, name) : null);
  return {
    id: row.id,
    name: row.name,
    width: row.width,
    height: row.height,
    thumbhash: row.thumbhash,
    sizes: { s: size('s'), m: size('m'), l: size('l'), o: size('o') },
    page: `/p/${share.token}/${row.id}`,
  };
}

function sharedSize({ token }: ShareRow, row: ImageRow, name: Size): SharedSize | null {
  const { width, height, bytes, type, ready } =
    name === 'o' ? { ...row, ready: true } : { ...row.sizes[name], ready: row.sizes[name].state === 'ready' };
  if (!ready || width === null || height === null || bytes === null || type === null) return null;
  return { width, height, bytes, type, url: `/p/${token}/${row.id}/${name}${extensionOf(type)}` };
}
