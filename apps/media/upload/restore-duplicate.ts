import { compareAndSwap } from '#libs/concurrency/compare-and-swap.js';
import { applyTransition } from '#libs/domain/image/apply-transition.js';
import { restore, retry, VISIBLE } from '#libs/domain/image/transitions.js';
import type { ImageRepository } from '#libs/ports/image-repository.js';

import type { VariantJobs } from '../images/variant-jobs.js';
import type { ImageRow } from '#libs/domain/image/image-row.js';

/** A picture that is kept: the upload's own, or with `duplicate` the one that had these bytes already. */
export interface Kept {
  row: ImageRow;
  duplicate: boolean;
  /** It lay in the trash. */
  restored: boolean;
}

/**
 * The same bytes were sent again: the picture that holds them comes back from the trash, and is tried again if it was rejected. Each step
 * that something else was faster with is decided anew. Null when the picture is gone for good by now.
 */
export async function restoreDuplicate(images: ImageRepository, jobs: VariantJobs, id: string): Promise<Kept | null> {
  let restored = false;
  let changed = false;
  const attempt = async (): Promise<Kept | null | undefined> => {
    const row = await images.find(id);
    if (!row || !VISIBLE.includes(row.state)) return null;
    const trashed = row.deletedAt !== null;
    if (!trashed && row.state !== 'rejected') {
      if (changed && row.state === 'processing') jobs.add(row);
      return { row, duplicate: true, restored };
    }
    if (await applyTransition(images, id, trashed ? restore(row) : retry(row))) {
      changed = true;
      restored ||= trashed;
    }
    return undefined;
  };
  return compareAndSwap(attempt, { exhausted: () => null });
}
