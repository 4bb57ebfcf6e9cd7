import { Injectable } from '@nestjs/common';

import { MAX_SHARED, type Share, type SharedImage, type SharedSize, type ShareWithImages } from '#libs/contract/share.js';
import { extensionOf } from '#libs/domain/image-types.js';
import type { ShareRow } from '#libs/ports/share-repository.js';

import { noSuchShare } from './find-share.js';
import { ShareImages } from './share-images.js';
import type { ImageRow } from '#libs/domain/image/image-row.js';
import { mapSizes, type SizeName } from '#libs/domain/variants.js';

/** Links as their owners see them. */
@Injectable()
export class ShareJson {
  constructor(private readonly images: ShareImages) {}

  /** With what it shows right now. @throws Problem NOT_FOUND when it is to an album that is gone */
  async whole(share: ShareRow): Promise<ShareWithImages> {
    const shown = await this.images.shown(share);
    if (!shown) throw noSuchShare();
    const rows = await this.images.rows(share.owner, shown.ids.slice(0, MAX_SHARED));
    return { ...shareJson(share, shown.album), pictures: shown.ids.length, images: rows.map((row) => sharedImage(share, row)) };
  }
}

/** @param album that of the link, where it is to one */
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

/** A picture as the link gives it away: nothing of its owner, its original or the day it was taken. */
export function sharedImage(share: ShareRow, row: ImageRow): SharedImage {
  const size = (name: SizeName) => (share.sizes.includes(name) ? sharedSize(share, row, name) : null);
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

function sharedSize({ token }: ShareRow, row: ImageRow, name: SizeName): SharedSize | null {
  const { width, height, bytes, type, ready } =
    name === 'o' ? { ...row, ready: true } : { ...row.sizes[name], ready: row.sizes[name].state === 'ready' };
  if (!ready || width === null || height === null || bytes === null || type === null) return null;
  return { width, height, bytes, type, url: `/p/${token}/${row.id}/${name}${extensionOf(type)}` };
}
