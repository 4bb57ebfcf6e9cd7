import type { Problem } from '#libs/api/errors.js';
import type { Image, Neighbours } from '#libs/api/image.js';
import type { SizeName } from '#libs/domain/variants.js';

import type { ListContext } from './list-context.js';

/** The data of the page of a picture. */
export interface PictureProps {
  user: { name: string };
  image: Image;
  size: SizeName;
  from: ListContext;
  beside: Neighbours;
  /** A new name that was refused, and why. */
  refused?: { name: string; problem: Problem };
}
