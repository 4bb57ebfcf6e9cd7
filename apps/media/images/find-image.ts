import { Problem } from '#libs/contract/errors.js';
import { IMAGE_ID } from '#libs/contract/image.js';
import { VISIBLE } from '#libs/domain/image/transitions.js';
import type { ImageRepository } from '#libs/ports/image-repository.js';
import type { ImageRow } from '#libs/domain/image/image-row.js';

/** Said of another's picture, of one that is gone and of a nonsense id alike. */
export const noSuchImage = () => new Problem('NOT_FOUND', 'There is no such picture here. It may have been deleted.');

/** Where to look for a picture: `library` is what is not in the trash. */
export type Where = 'library' | 'trash' | 'anywhere';

/**
 * The picture of this owner. Another's, one that is not there (any more, or yet), and an id that can't be one are the same 404.
 * @throws Problem NOT_FOUND
 */
export async function findImage(images: ImageRepository, owner: string, id: string, where: Where): Promise<ImageRow> {
  const row = IMAGE_ID.test(id) ? await images.find(id) : null;
  if (row && row.owner === owner && VISIBLE.includes(row.state) && isIn(row, where)) return row;
  throw noSuchImage();
}

function isIn(row: ImageRow, where: Where): boolean {
  return where === 'anywhere' || (where === 'trash') === (row.deletedAt !== null);
}
