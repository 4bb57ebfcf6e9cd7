import type { Problem } from '#libs/contract/errors.js';
import type { Image, Neighbours } from '#libs/contract/image.js';
import type { SizeName } from '#libs/domain/variants.js';

import type { ComingFrom } from './list-context.js';

/** What the page of a picture is made from. */
export interface PictureProps {
  user: { name: string };
  image: Image;
  size: SizeName;
  from: ComingFrom;
  beside: Neighbours;
  /** Why a new name was not taken, and what it was. */
  refused?: { name: string; problem: Problem };
}
