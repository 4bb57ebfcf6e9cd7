import { Problem } from '#libs/contract/errors.js';
import { applyTransition } from '#libs/domain/image/apply-transition.js';
import type { Transition } from '#libs/domain/image/transitions.js';
import type { ImageRepository } from '#libs/ports/image-repository.js';

import { findImage, type Where } from './find-image.js';
import type { ImageRow } from '#libs/domain/image/image-row.js';

/** Losing so many times in a row means that something changes the image all the time. */
const MAX_ATTEMPTS = 20;

export interface Changed {
  row: ImageRow;
  /** False when `decide` returned null. */
  changed: boolean;
}

/**
 * Applies the transition that `decide` returns for the current row; null changes nothing. When another change was faster, the row is read
 * and decided again. @throws Problem NOT_FOUND, UNAVAILABLE, and what `decide` throws
 */
export async function changeImage(
  images: ImageRepository,
  { owner, id, where }: { owner: string; id: string; where: Where },
  decide: (row: ImageRow) => Transition | null,
): Promise<Changed> {
  for (let attempt = 0; attempt < MAX_ATTEMPTS; attempt++) {
    const row = await findImage(images, owner, id, where);
    const transition = decide(row);
    if (!transition) return { row, changed: false };
    const changed = await applyTransition(images, id, transition);
    if (changed) return { row: changed, changed: true };
  }
  throw new Problem('UNAVAILABLE', 'This picture is being changed elsewhere at the same time. Try again in a moment.', { retryAfter: 1 });
}
