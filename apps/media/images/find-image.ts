import { Problem } from '#libs/api/errors.js';
import { IMAGE_ID } from '#libs/api/image.js';
import { VISIBLE } from '#libs/domain/image/transitions.js';
import type { ImageRepository } from '#libs/ports/image-repository.js';
import type { ImageRow } from '#libs/domain/image/image-row.js';

/** The same error for another owner's image, a deleted one and an invalid id, so that nobody learns which images exist. */
export const noSuchImage = () => new Problem('NOT_FOUND', 'Picture not found. It may have been deleted.');

/** Where to look for an image: `library` means outside the trash. */
export type Where = 'library' | 'trash' | 'anywhere';

/** The image of this owner, in a state that people see. @throws Problem NOT_FOUND */
export async function findImage(images: ImageRepository, owner: string, id: string, where: Where): Promise<ImageRow> {
  const row = IMAGE_ID.test(id) ? await images.find(id) : null;
  if (row && row.owner === owner && VISIBLE.includes(row.state) && isIn(row, where)) return row;
  throw noSuchImage();
}

function isIn(row: ImageRow, where: Where): boolean {
  return where === 'anywhere' || (where === 'trash') === (row.deletedAt !== null);
}
