import { imagePrefix, originalKey, parseKey, type Attempt } from '#libs/domain/image/keys.js';
import { isOver } from '#libs/domain/image/transitions.js';
import { type ListedObject } from '#libs/ports/object-store.js';

import type { WorkerResources } from '../worker-resources.js';
import type { ImageRow } from '#libs/domain/image/image-row.js';
import { VARIANT_NAMES } from '#libs/domain/variants.js';
import { ObjectNotFound } from '#libs/ports/errors.js';

/** Objects looked at in one turn. */
const STEP = 1_000;
/** Keys that the report names. */
const NAMED = 10;

/**
 * Goes through the whole store, some objects at every turn, and begins anew a grace period after it came to the end. It removes the
 * sizes that no row names and none ever will, as a crash leaves them, and reports originals that no row names, which it never removes:
 * they may be all that is left of somebody's picture. What is younger than the grace period may belong to an upload or run under way.
 */
export class StoreRound {
  private objects: AsyncIterator<ListedObject> | undefined;
  private restUntil = 0;
  private orphans = { count: 0, keys: [] as string[] };
  private finished: { count: number; keys: string[] } | undefined;

  constructor(
    private readonly resources: WorkerResources,
    private readonly step = STEP,
  ) {}

  /** One step of the round: how many sizes were removed. */
  async removeUnnamedSizes(): Promise<number> {
    if (!this.objects && Date.now() < this.restUntil) return 0;
    const { objects, config } = this.resources;
    this.objects ??= objects.list('', { metadataOnly: true })[Symbol.asyncIterator]();
    const before = Date.now() - config.graceSeconds * 1000;
    let removed = 0;
    try {
      for (let looked = 0; looked < this.step; looked++) {
        const { done, value } = await this.objects.next();
        if (done) {
          this.end();
          break;
        }
        if (value.modifiedAt.getTime() < before && (await this.isUnnamed(value))) {
          await objects.remove([value.key]);
          removed++;
        }
      }
    } catch (error) {
      this.objects = undefined;
      this.orphans = { count: 0, keys: [] };
      throw error;
    }
    return removed;
  }

  /** How many originals without a row the round found, once when it has come to its end; else 0. */
  async reportOriginals(): Promise<number> {
    const { count, keys } = this.finished ?? { count: 0, keys: [] };
    this.finished = undefined;
    if (count > 0) {
      this.resources.logger.warn({ count, keys }, 'originals lie in the store that the database does not know; they are left alone');
    }
    return count;
  }

  private end(): void {
    this.objects = undefined;
    this.restUntil = Date.now() + this.resources.config.graceSeconds * 1000;
    this.finished = this.orphans;
    this.orphans = { count: 0, keys: [] };
  }

  /** True for a size to be removed. Notes what else no row names. The row is read here, right before. */
  private async isUnnamed({ key }: ListedObject): Promise<boolean> {
    const of = parseKey(key);
    // Something that somebody put there.
    if (!of) return false;
    const row = await this.resources.images.find(of.id);
    if (!of.run) {
      if (row?.originalKey !== key) this.note(key);
      return false;
    }
    // Without a row and beside an original: the row was lost, perhaps with an older copy of the database.
    if (!row) return !(await this.hasOriginal(of.owner, of.id));
    return isUnnamedBy(row, key, of.run);
  }

  private note(key: string): void {
    this.orphans.count++;
    if (this.orphans.keys.length < NAMED) this.orphans.keys.push(key);
  }

  private async hasOriginal(owner: string, id: string): Promise<boolean> {
    try {
      await this.resources.objects.metadata(originalKey(owner, id));
      return true;
    } catch (error) {
      if (error instanceof ObjectNotFound) return false;
      throw error;
    }
  }
}

function isUnnamedBy(row: ImageRow, key: string, run: Attempt): boolean {
  if (!key.startsWith(imagePrefix(row.owner, row.id))) return false;
  return isOver(row, run) && VARIANT_NAMES.every((size) => row.sizes[size].key !== key);
}
