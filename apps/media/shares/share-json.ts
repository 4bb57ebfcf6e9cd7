import type { Share, SharedImage, SharedSize } from '#libs/api/share.js';
import { extensionOf } from '#libs/domain/image-types.js';
import type { ImageRow } from '#libs/domain/image/image-row.js';
import { mapSizes, type SizeName } from '#libs/domain/variants.js';
import type { ShareRow } from '#libs/ports/share-repository.js';

/** A share as its owner sees it. @param album the album of the share, or null if it is of chosen images */
export function shareJson(share: ShareRow, album: { id: string; name: string } | null): Share {
  return {
    id: share.id,
    token: share.token,
    page: `/p/${share.token}`,
    name: share.name,
    album: album && { id: album.id, name: album.name },
    imageIds: [...share.imageIds],
    sizes: [...share.sizes],
    password: share.passwordHash !== null,
    createdAt: share.createdAt.toISOString(),
    expiresAt: share.expiresAt?.toISOString() ?? null,
    opened: share.opened,
    lastOpenedAt: share.lastOpenedAt?.toISOString() ?? null,
  };
}

/** An image as visitors of a share see it: nothing of its owner, its original or the time it was taken. */
export function sharedImageJson(share: ShareRow, row: ImageRow): SharedImage {
  const size = (name: SizeName) => (share.sizes.includes(name) ? sharedSizeJson(share, row, name) : null);
  return {
    id: row.id,
    name: row.name,
    width: row.width,
    height: row.height,
    thumbhash: row.thumbhash,
    sizes: mapSizes(size),
    page: `/p/${share.token}/${row.id}`,
  };
}

function sharedSizeJson({ token }: ShareRow, row: ImageRow, name: SizeName): SharedSize | null {
  const { width, height, bytes, type, ready } =
    name === 'o' ? { ...row, ready: true } : { ...row.sizes[name], ready: row.sizes[name].state === 'ready' };
  if (!ready || width === null || height === null || bytes === null || type === null) return null;
  return { width, height, bytes, type, url: `/p/${token}/${row.id}/${name}${extensionOf(type)}` };
}
