import type { ShareRepository, ShareRow } from '#libs/ports/share-repository.js';

import { albumNotFound } from '../albums/change-album.js';
import { noSuchImage } from '../images/find-image.js';
import type { ShareImages } from './share-images.js';
import { withoutRemoved } from './without-removed.js';

/**
 * Writes a new link and returns it as it is kept.
 * @throws Problem NOT_FOUND when its pictures were deleted for good meanwhile, or its album was deleted
 */
export async function insertShare(images: ShareImages, shares: ShareRepository, share: ShareRow): Promise<ShareRow> {
  await shares.insert(share);
  const kept = await withoutRemoved(images, shares, share);
  if (kept) return kept;
  throw share.albumId === null ? noSuchImage() : albumNotFound();
}
