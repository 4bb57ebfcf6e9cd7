import { Injectable } from '@nestjs/common';

import { compareAndSwap } from '#libs/concurrency/compare-and-swap.js';
import { applyTransition, clearDamage, heal, remake, restore, retry, VISIBLE, type Transition } from '#libs/domain/image/transitions.js';
import type { ImageRow } from '#libs/domain/image/image-row.js';
import { ImageRepository } from '#libs/ports/image-repository.js';
import { ObjectStore } from '#libs/ports/object-store.js';

import { LostVariants, type LostVariant } from '../images/lost-variants.js';
import { HealOriginal, type ReceivedBytes } from './heal-original.js';

/** The image that an upload ended with: a new one, or with `duplicate` the one that already had these bytes. */
export interface StoredImage {
  row: ImageRow;
  duplicate: boolean;
  /** It was in the trash. */
  restored: boolean;
  /** Its stored original was missing or damaged, and was replaced by the upload. */
  healed: boolean;
  /** Its variants must be made: the upload created, restored, retried or healed it. */
  needsVariants: boolean;
}

/** Uploads of bytes that their owner has already. */
@Injectable()
export class Duplicates {
  constructor(
    private readonly images: ImageRepository,
    private readonly objects: ObjectStore,
    private readonly originals: HealOriginal,
    private readonly variants: LostVariants,
  ) {}

  /**
   * The owner's image with the same bytes. Its stored original is read, and replaced if it is missing or damaged; sizes that the store lost
   * are made again. The image is restored from the trash, and retried if it was rejected. Null when there is no such image, or it was
   * deleted for good meanwhile. @throws what the ports throw
   */
  async take(received: ReceivedBytes): Promise<StoredImage | null> {
    const holder = await this.images.findByHash(received.owner, received.sha256);
    if (!holder || !VISIBLE.includes(holder.state)) return null;
    // The object before the row: if the process ends in between, the next upload or full read finds that the original is whole.
    const replaced = await this.originals.replaceIfDamaged(holder, received);
    const lost = await this.variants.of(holder);
    const taken = { restored: false, healed: false, changed: false };
    // A step that loses against another change is decided again.
    const tryOnce = async (): Promise<StoredImage | null | undefined> => {
      const row = await this.images.find(holder.id);
      if (!row || !VISIBLE.includes(row.state)) {
        // Its removal may have come before the object was replaced. A removal that begins later takes the object with it.
        if (replaced) await this.objects.remove([holder.originalKey]);
        return null;
      }
      const step = nextStep(row, lost, replaced && !taken.healed);
      if (!step) {
        const { changed, ...rest } = taken;
        return { row, duplicate: true, ...rest, needsVariants: changed && row.state === 'processing' };
      }
      if (await applyTransition(this.images, row.id, step.transition)) {
        taken.changed = true;
        if (step.name === 'restore') taken.restored = true;
        if (step.name === 'heal') taken.healed = true;
        if (step.lost.length > 0) this.variants.note(row.id, step.lost);
      }
      return undefined;
    };
    return compareAndSwap(tryOnce, { exhausted: () => null });
  }
}

interface Step {
  name: 'restore' | 'heal' | 'clear' | 'remake' | 'retry';
  transition: Transition;
  /** Keys of the variants that it has made again. */
  lost: string[];
}

/** What is left to do for the image; null when nothing is. @param healing its original was replaced, which the row does not say yet */
function nextStep(row: ImageRow, found: readonly LostVariant[], healing: boolean): Step | null {
  // A size with another key was made again meanwhile.
  const lost = found.filter(({ size, key }) => row.sizes[size].key === key);
  const [sizes, keys] = [lost.map(({ size }) => size), lost.map(({ key }) => key)];
  if (row.deletedAt) return { name: 'restore', transition: restore(row), lost: [] };
  if (healing) return { name: 'heal', transition: heal(row, sizes), lost: keys };
  if (row.damagedAt) return { name: 'clear', transition: clearDamage(row), lost: [] };
  // While it is processing, an attempt that makes all sizes is under way or will be.
  if (lost.length > 0 && row.state !== 'processing') return { name: 'remake', transition: remake(row, sizes), lost: keys };
  if (row.state === 'rejected') return { name: 'retry', transition: retry(row), lost: [] };
  return null;
}
