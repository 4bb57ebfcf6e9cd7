import { Problem } from '#libs/contract/errors.js';
import { IMAGE_ID } from '#libs/contract/image.js';
import type { ShareRepository, ShareRow } from '#libs/ports/share-repository.js';

/** Said of another's link, of one that ended and of a nonsense id alike. */
export const noSuchShare = () => new Problem('NOT_FOUND', 'There is no such link here. It may have ended.');

/** The link of this owner. @throws Problem NOT_FOUND */
export async function findShare(shares: ShareRepository, owner: string, id: string): Promise<ShareRow> {
  const share = IMAGE_ID.test(id) ? await shares.find(owner, id) : null;
  if (!share) throw noSuchShare();
  return share;
}
