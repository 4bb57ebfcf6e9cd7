import { setTimeout as wait } from 'node:timers/promises';

import { Inject, Injectable } from '@nestjs/common';

import { Problem } from '#libs/contract/errors.js';
import type { Logger } from '#libs/http/log.js';
import { applyTransition } from '#libs/domain/image/apply-transition.js';
import { markInFlight } from '#libs/domain/drive/in-flight.js';
import { abandon, commitUpload } from '#libs/domain/image/transitions.js';
import { compareAndSwap } from '#libs/concurrency/compare-and-swap.js';
import { Decoder } from '#libs/imaging/decoder/decoder.js';
import { ImageRepository } from '#libs/ports/image-repository.js';
import { ObjectStore } from '#libs/ports/object-store.js';
import { QuotaRepository } from '#libs/ports/quota-repository.js';

import { LOGGER, QUOTA } from '../resources/media-resources.js';
import { VariantJobs } from '../images/variant-jobs.js';
import { newRow, objectMetadata, type Origin } from './new-row.js';
import { quotaExceeded } from './quota-exceeded.js';
import { readHeader } from './read-header.js';
import type { Received } from './body-receiver.js';
import { restoreDuplicate, type Kept } from './restore-duplicate.js';
import { ContentTaken, QuotaExceeded, RepositoryUnavailable, StoreUnavailable } from '#libs/ports/errors.js';
import type { ImageRow } from '#libs/domain/image/image-row.js';

/** Milliseconds for clearing up after an upload that failed for a part that is away; it goes on after the answer. */
const MOMENT = 200;

/** Turns received bytes into a picture of the drive. */
@Injectable()
export class CommitUpload {
  constructor(
    private readonly images: ImageRepository,
    private readonly quotas: QuotaRepository,
    private readonly objects: ObjectStore,
    private readonly decoder: Decoder,
    private readonly jobs: VariantJobs,
    @Inject(LOGGER) private readonly logger: Logger,
    /** Bytes that each person may keep who has no quota of their own; null: no limit. */
    @Inject(QUOTA) private readonly quota: number | null,
  ) {}

  /**
   * When it resolves the object is durable and its row committed; when it rejects, nothing of this upload will ever be seen. The
   * received file may have been moved; what is left of it, the caller removes. @throws Problem, and what the ports throw
   */
  async keep(received: Received, origin: Origin): Promise<Kept> {
    // Only a short cut: what decides is the unique key that the commit claims.
    const known = await this.known(origin.owner, received.sha256);
    if (known) return known;
    const header = await readHeader(this.decoder, received);
    const row = newRow(received, header, origin);
    const letGo = markInFlight(row.id);
    const discard = () => this.discard(row).finally(letGo);
    try {
      const kept = await this.putIn(row, received, origin);
      if (kept.duplicate) await discard();
      else letGo();
      return kept;
    } catch (error) {
      const clearing = discard();
      // Who is told that a part is away is not kept waiting for it a second time.
      await (isAway(error) ? Promise.race([clearing, wait(MOMENT)]) : clearing);
      throw error;
    }
  }

  private async putIn(row: Omit<ImageRow, 'updatedAt'>, received: Received, origin: Origin): Promise<Kept> {
    const twin = await this.insert(row);
    if (twin) return twin;
    await this.objects.put(row.originalKey, received.file.path, objectMetadata(row, origin));
    return this.commit(row);
  }

  /** Inserts the row and returns null; or, where the quota leaves no room, what holds the same bytes since a moment ago. */
  private async insert(row: Omit<ImageRow, 'updatedAt'>): Promise<Kept | null> {
    const own = await this.quotas.quotaOf(row.owner);
    const quota = own ? own.bytes : this.quota;
    try {
      await this.images.insert(row, { quota });
      return null;
    } catch (error) {
      if (!(error instanceof QuotaExceeded)) throw error;
      const twin = await this.known(row.owner, row.sha256);
      if (twin) return twin;
      throw quotaExceeded({ used: error.used, quota: quota!, needed: row.bytes });
    }
  }

  /** Decides between this upload and others of the same bytes, until one of them is kept. */
  private async commit(row: Pick<ImageRow, 'id' | 'owner' | 'sha256'>): Promise<Kept> {
    const attempt = async (): Promise<Kept | undefined> => {
      try {
        const committed = await applyTransition(this.images, row.id, commitUpload());
        if (!committed) throw busy('The upload took so long that it was given up. Send it again.');
        this.jobs.add(committed);
        return { row: committed, duplicate: false, restored: false };
      } catch (error) {
        if (!(error instanceof ContentTaken)) throw error;
      }
      // null: the holder was purged in between, and the key is free again.
      return (await this.known(row.owner, row.sha256)) ?? undefined;
    };
    return compareAndSwap(attempt, {
      exhausted: () => {
        throw busy('The same picture is being changed elsewhere at the same time. Send it again in a moment.');
      },
    });
  }

  private async known(owner: string, sha256: string): Promise<Kept | null> {
    const holder = await this.images.findByHash(owner, sha256);
    return holder && restoreDuplicate(this.images, this.jobs, holder.id);
  }

  /**
   * Takes back what a failed or lost upload left. The object goes only once the row can never be committed any more: a commit that failed
   * for us may have happened all the same. Never rejects: upkeep abandons what is left here after the grace.
   */
  private async discard({ id, originalKey }: Pick<ImageRow, 'id' | 'originalKey'>): Promise<void> {
    try {
      const left = (await applyTransition(this.images, id, abandon())) ?? (await this.images.find(id));
      // Without a row upkeep was here before us, and then nobody but us knows of the object.
      if (!left || left.state === 'abandoned') await this.objects.remove([originalKey]);
    } catch (err) {
      this.logger.warn({ err, imageId: id }, 'a failed upload could not be cleaned up yet; upkeep will');
    }
  }
}

function isAway(error: unknown): boolean {
  return error instanceof StoreUnavailable || error instanceof RepositoryUnavailable;
}

function busy(detail: string): Problem {
  return new Problem('UNAVAILABLE', detail, { retryAfter: 1 });
}
