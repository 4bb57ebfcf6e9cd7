import { compareAndSwap } from '#libs/concurrency/compare-and-swap.js';
import { Problem } from '#libs/api/errors.js';
import { applyTransition, type Transition } from '#libs/domain/image/transitions.js';
import type { ImageRepository } from '#libs/ports/image-repository.js';

import { findImage, type Where } from './find-image.js';
import type { ImageRow } from '#libs/domain/image/image-row.js';

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
  const tryOnce = async () => {
    const row = await findImage(images, owner, id, where);
    const transition = decide(row);
    if (!transition) return { row, changed: false };
    const changed = await applyTransition(images, id, transition);
    return changed ? { row: changed, changed: true } : undefined;
  };
  return compareAndSwap(tryOnce, {
    exhausted: () => {
      throw new Problem('UNAVAILABLE', 'This picture is being changed elsewhere at the same time. Try again in a moment.', {
        retryAfter: 1,
      });
    },
  });
}
