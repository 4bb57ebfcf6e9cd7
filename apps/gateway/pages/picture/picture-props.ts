import type { Problem } from '#libs/api/errors.js';
import type { Image, Neighbours } from '#libs/api/image.js';
import type { Transforms } from '#libs/api/transform.js';
import type { SizeName } from '#libs/domain/variants.js';

import type { ListContext } from './list-context.js';

/** The data of the page of a picture. */
export interface PictureProps {
  user: { name: string };
  image: Image;
  size: SizeName;
  /** The address names no size: the picture is shown in the variant that fits the window. */
  fitted?: boolean;
  from: ListContext;
  beside: Neighbours;
  presets: Transforms['presets'];
  /** The address of the drive. */
  address: string;
  /** A new name that was refused, and why. */
  refused?: { name: string; problem: Problem };
}
