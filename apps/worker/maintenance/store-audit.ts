import { Inject, Injectable } from '@nestjs/common';

import type { Config } from '#libs/config/config.js';
import { parseKey } from '#libs/domain/image/keys.js';
import { parseResultKey } from '#libs/domain/transform/results.js';
import { unnamedKind } from '#libs/domain/image/unnamed-object.js';
import type { Logger } from '#libs/http/log.js';
import { ImageRepository } from '#libs/ports/image-repository.js';
import { ObjectStore, type ListedObject } from '#libs/ports/object-store.js';

import { CONFIG, LOGGER } from '../resources/worker-resources.module.js';
import { MaintenanceTask, secondsAgo } from './task.js';

/** Objects checked in one turn. */
const OBJECTS_PER_TURN = 1_000;
/** Keys that a report names. */
const MAX_REPORTED_KEYS = 10;

interface Orphans {
  count: number;
  /** The first of them. */
  keys: string[];
}

/**
 * Compares the whole store with the database, some objects in each turn, and starts again a grace period after it reached the end. It
 * removes variants that no row names or ever will, as a crash leaves them. It reports originals that no row names and never removes one:
 * it may be the last copy of somebody's image. Objects younger than the grace period may belong to an upload or attempt in flight.
 */
@Injectable()
export class StoreAudit {
  /** Objects checked in one turn; tests lower it. */
  objectsPerTurn = OBJECTS_PER_TURN;

  private listing: AsyncIterator<ListedObject> | undefined;
  private startsAgainAt = 0;
  private orphans: Orphans = { count: 0, keys: [] };
  private completed: Orphans | undefined;

  constructor(
    private readonly images: ImageRepository,
    private readonly objects: ObjectStore,
    @Inject(CONFIG) private readonly config: Pick<Config, 'graceSeconds'>,
  ) {}

  /** Checks the next objects. Resolves with the number of variants removed. */
  async removeUnnamedVariants(): Promise<number> {
    if (!this.listing && Date.now() < this.startsAgainAt) return 0;
    this.listing ??= this.objects.list('', { metadataOnly: true })[Symbol.asyncIterator]();
    const before = secondsAgo(this.config.graceSeconds);
    let removed = 0;
    try {
      for (let checked = 0; checked < this.objectsPerTurn; checked++) {
        const { done, value } = await this.listing.next();
        if (done) {
          this.complete();
          break;
        }
        if (value.modifiedAt < before && (await this.isUnnamedVariant(value))) {
          await this.objects.remove([value.key]);
          removed++;
        }
      }
    } catch (error) {
      this.listing = undefined;
      this.orphans = { count: 0, keys: [] };
      throw error;
    }
    return removed;
  }

  /** The originals without a row that a completed audit found; undefined until the next one completes. */
  takeOrphans(): Orphans | undefined {
    const { completed } = this;
    this.completed = undefined;
    return completed;
  }

  private complete(): void {
    this.listing = undefined;
    this.startsAgainAt = Date.now() + this.config.graceSeconds * 1000;
    this.completed = this.orphans;
    this.orphans = { count: 0, keys: [] };
  }

  /** True for a variant to be removed. Notes an original without a row. The row is read just before the removal. */
  private async isUnnamedVariant(object: ListedObject): Promise<boolean> {
    const parts = parseKey(object.key) ?? parseResultKey(object.key);
    // Not an object of an image: somebody put it there.
    if (!parts) return false;
    const kind = await unnamedKind(this.objects, object, await this.images.find(parts.id));
    if (kind === 'original' || kind === 'metadata') this.noteOrphan(object.key);
    return kind === 'variant';
  }

  private noteOrphan(key: string): void {
    this.orphans.count++;
    if (this.orphans.keys.length < MAX_REPORTED_KEYS) this.orphans.keys.push(key);
  }
}

@Injectable()
export class RemoveUnnamedVariants extends MaintenanceTask {
  readonly name = 'remove_unnamed_sizes';
  readonly deletesByAge = true;

  constructor(private readonly audit: StoreAudit) {
    super();
  }

  run(): Promise<number> {
    return this.audit.removeUnnamedVariants();
  }
}

/** Warns of originals without a row, once for each completed audit. */
@Injectable()
export class ReportOrphanedOriginals extends MaintenanceTask {
  readonly name = 'report_originals';
  readonly deletesByAge = false;

  constructor(
    private readonly audit: StoreAudit,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {
    super();
  }

  async run(): Promise<number> {
    const { count, keys } = this.audit.takeOrphans() ?? { count: 0, keys: [] };
    if (count > 0) this.logger.warn({ count, keys }, 'the store holds originals that the database does not know; they are kept');
    return count;
  }
}
