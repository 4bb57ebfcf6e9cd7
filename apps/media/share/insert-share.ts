import { Problem } from '#libs/contract/errors.js';
import type { ShareRepository, ShareRow } from '#libs/ports/share-repository.js';

import { noSuchAlbum } from '../albums/change-album.js';
import type { ShareImages } from './share-images.js';
import { withoutRemoved } from './without-removed.js';

/** Writes a new link and returns it as it is kept. @throws Problem NOT_FOUND when its pictures, or its album, were deleted for good meanwhile */
export async function insertShare(images: ShareImages, shares: ShareRepository, share: ShareRow): Promise<ShareRow> {
  await shares.insert(share);
  const kept = await withoutRemoved(images, shares, share);
  if (kept) return kept;
  throw share.albumId === null ? new Problem('NOT_FOUND', 'There is no such picture here. It may have been deleted.') : noSuchAlbum();
}
