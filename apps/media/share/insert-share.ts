import { Problem } from '#libs/contract/errors.js';
import type { ShareRepository, ShareRow } from '#libs/ports/share-repository.js';

import type { ShareImages } from './share-images.js';
import { withoutRemoved } from './without-removed.js';

/** Writes a new link and returns it as it is kept. @throws Problem NOT_FOUND when its pictures were deleted for good meanwhile */
export async function insertShare(images: ShareImages, shares: ShareRepository, share: ShareRow): Promise<ShareRow> {
  await shares.insert(share);
  const kept = await withoutRemoved(images, shares, share);
  if (!kept) throw new Problem('NOT_FOUND', 'There is no such picture here. It may have been deleted.');
  return kept;
}
