import { Problem } from '#libs/contract/errors.js';
import { applyTransition } from '#libs/domain/image/apply-transition.js';
import type { Transition } from '#libs/domain/image/transitions.js';
import type { ImageRepository } from '#libs/ports/image-repository.js';

import { findImage, type Where } from './find-image.js';
import type { ImageRow } from '#libs/domain/image/image-row.js';

/** Losing so often in a row means that somebody keeps changing the picture on purpose. */
const ROUNDS = 20;

export interface Changed {
  row: ImageRow;
  /** False when there was nothing to change. */
  changed: boolean;
}

/**
 * Follows the arrow that `decide` names for the row as it is; null: nothing to change. When something else was faster, the row is read
 * again and decided anew. @throws Problem NOT_FOUND, UNAVAILABLE, and what `decide` throws
 */
export async function changeImage(
  images: ImageRepository,
  { owner, id, where }: { owner: string; id: string; where: Where },
  decide: (row: ImageRow) => Transition | null,
): Promise<Changed> {
  for (let round = 0; round < ROUNDS; round++) {
    const row = await findImage(images, owner, id, where);
    const transition = decide(row);
    if (!transition) return { row, changed: false };
    const changed = await applyTransition(images, id, transition);
    if (changed) return { row: changed, changed: true };
  }
  throw new Problem('UNAVAILABLE', 'This picture is being changed elsewhere at the same time. Try again in a moment.', { retryAfter: 1 });
}
