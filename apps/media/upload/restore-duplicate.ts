import { compareAndSwap } from '#libs/concurrency/compare-and-swap.js';
import { applyTransition, restore, retry, VISIBLE } from '#libs/domain/image/transitions.js';
import type { ImageRow } from '#libs/domain/image/image-row.js';
import type { ImageRepository } from '#libs/ports/image-repository.js';

/** The image that an upload ended with: a new one, or with `duplicate` the one that already had these bytes. */
export interface StoredImage {
  row: ImageRow;
  duplicate: boolean;
  /** It was in the trash. */
  restored: boolean;
  /** Its variants must be made: the upload created, restored or retried it. */
  needsVariants: boolean;
}

/**
 * The owner's image with the same bytes. It is restored from the trash, and retried if it was rejected; a step that loses against another
 * change is decided again. Null when there is no such image, or it was deleted for good meanwhile.
 */
export async function restoreDuplicate(images: ImageRepository, owner: string, sha256: string): Promise<StoredImage | null> {
  const holder = await images.findByHash(owner, sha256);
  if (!holder) return null;
  let restored = false;
  let changed = false;
  const tryOnce = async (): Promise<StoredImage | null | undefined> => {
    const row = await images.find(holder.id);
    if (!row || !VISIBLE.includes(row.state)) return null;
    const trashed = row.deletedAt !== null;
    if (!trashed && row.state !== 'rejected') {
      return { row, duplicate: true, restored, needsVariants: changed && row.state === 'processing' };
    }
    if (await applyTransition(images, row.id, trashed ? restore(row) : retry(row))) {
      changed = true;
      restored ||= trashed;
    }
    return undefined;
  };
  return compareAndSwap(tryOnce, { exhausted: () => null });
}
