import type { Problem } from '#libs/contract/errors.js';
import type { Image, Neighbours, Size } from '#libs/contract/image.js';

import type { ComingFrom } from './list-context.js';

/** What the page of a picture is made from. */
export interface PictureProps {
  user: { name: string };
  image: Image;
  size: Size;
  from: ComingFrom;
  beside: Neighbours;
  /** Why a new name was not taken, and what it was. */
  refused?: { name: string; problem: Problem };
}
