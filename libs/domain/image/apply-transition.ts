import type { ImageRepository } from '#libs/ports/image-repository.js';

import type { Transition } from './transitions.js';
import type { ImageRow } from './image-row.js';

/** Follows one arrow of the state diagram: the row as it is then, or null when something else was faster. */
export function applyTransition(images: ImageRepository, id: string, { condition, change }: Transition): Promise<ImageRow | null> {
  return images.update(id, condition, change);
}
