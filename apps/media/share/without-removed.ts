import type { ShareRepository, ShareRow } from '#libs/ports/share-repository.js';

import type { ShareImages } from './share-images.js';

/**
 * The link that was just written, without pictures that were deleted for good while it was: their removal had looked for links before this
 * one was there. One that was deleted later is taken out by its removal. Null when none is left, or its album has gone in the same way, and
 * the link is gone with them.
 */
export async function withoutRemoved(images: ShareImages, shares: ShareRepository, share: ShareRow): Promise<ShareRow | null> {
  const { owner, id, albumId } = share;
  if (albumId !== null) {
    if (await images.albumOf(share)) return share;
    await shares.remove(owner, id);
    return null;
  }
  const removed = await images.removed(share);
  if (removed.length === 0) return share;
  for (const image of removed) await shares.forgetImage(owner, image);
  return shares.find(owner, id);
}
