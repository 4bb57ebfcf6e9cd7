import { access } from 'node:fs/promises';
import { setTimeout as wait } from 'node:timers/promises';

import { Inject, Injectable } from '@nestjs/common';

import { compareAndSwap } from '#libs/concurrency/compare-and-swap.js';
import { Problem } from '#libs/api/errors.js';
import { markInFlight } from '#libs/domain/drive/in-flight.js';
import { formatBytes } from '#libs/domain/format.js';
import { abandon, applyTransition, commitUpload } from '#libs/domain/image/transitions.js';
import type { ImageRow } from '#libs/domain/image/image-row.js';
import { originalOptions } from '#libs/domain/image/original-options.js';
import type { Logger } from '#libs/http/log.js';
import { ContentTaken, QuotaExceeded, RepositoryUnavailable, StoreUnavailable } from '#libs/ports/errors.js';
import { ImageRepository } from '#libs/ports/image-repository.js';
import { ObjectStore } from '#libs/ports/object-store.js';
import { QuotaRepository } from '#libs/ports/quota-repository.js';

import { LOGGER, QUOTA } from '../resources/media-resources.js';
import { Duplicates, type StoredImage } from './duplicates.js';
import type { ReceivedBytes } from './heal-original.js';

type NewRow = Omit<ImageRow, 'updatedAt'>;

/** Milliseconds that an answer waits for the clean-up when a store or a database is unavailable; the clean-up goes on after it. */
const CLEANUP_WAIT = 200;

/** Makes a received file an image of the drive: row, object, commit. */
@Injectable()
export class CommitUpload {
  constructor(
    private readonly images: ImageRepository,
    private readonly quotas: QuotaRepository,
    private readonly objects: ObjectStore,
    private readonly duplicates: Duplicates,
    @Inject(LOGGER) private readonly logger: Logger,
    @Inject(QUOTA) private readonly defaultQuota: number | null,
  ) {}

  /**
   * Stores the file at `path` as the original of the new row. When it resolves the object is durable and the row committed; when it
   * rejects, no trace of the upload will ever be visible. The store may move the file.
   * @throws Problem QUOTA_EXCEEDED, UNAVAILABLE, and what the ports throw
   */
  async commit(row: NewRow, path: string, ownerName: string): Promise<StoredImage> {
    const release = markInFlight(row.id);
    const cleanUp = () => this.cleanUp(row).finally(release);
    const { owner, sha256 } = row;
    const received = { owner, ownerName, sha256, file: () => this.fileOf(row, path) };
    try {
      let stored = await this.insert(row, received);
      if (!stored) {
        await this.objects.put(row.originalKey, path, originalOptions(row, ownerName));
        stored = await this.claim(row, received);
      }
      if (stored.duplicate) await cleanUp();
      else release();
      return stored;
    } catch (error) {
      const cleaned = cleanUp();
      const unanswered = error instanceof StoreUnavailable || error instanceof RepositoryUnavailable;
      // The clean-up runs into the same timeout: the client should not wait for it twice.
      await (unanswered ? Promise.race([cleaned, wait(CLEANUP_WAIT)]) : cleaned);
      throw error;
    }
  }

  /** Inserts the row as `uploading` and returns null; or a duplicate that appeared meanwhile, when the quota is used up. */
  private async insert(row: NewRow, received: ReceivedBytes): Promise<StoredImage | null> {
    const own = await this.quotas.quotaOf(row.owner);
    const quota = own ? own.bytes : this.defaultQuota;
    try {
      await this.images.insert(row, { quota });
      return null;
    } catch (error) {
      if (!(error instanceof QuotaExceeded)) throw error;
      const duplicate = await this.duplicates.take(received);
      if (duplicate) return duplicate;
      const used = `${formatBytes(error.used)} of your ${formatBytes(quota!)} are used, and this picture needs ${formatBytes(row.bytes)}`;
      const advice =
        row.bytes > quota! ? 'Send a smaller version of it.' : 'Empty the trash or delete pictures for good, then send it again.';
      throw new Problem('QUOTA_EXCEEDED', `${used}. ${advice}`);
    }
  }

  /** Commits the row. Its unique key of owner and hash decides between this upload and others of the same bytes. */
  private async claim({ id }: NewRow, received: ReceivedBytes): Promise<StoredImage> {
    const tryOnce = async (): Promise<StoredImage | undefined> => {
      try {
        const row = await applyTransition(this.images, id, commitUpload());
        if (!row) throw unavailable('The upload took too long and was given up. Send it again.');
        return { row, duplicate: false, restored: false, healed: false, needsVariants: true };
      } catch (error) {
        if (!(error instanceof ContentTaken)) throw error;
      }
      // null: the image with the same bytes was deleted for good in between, and the key is free again.
      return (await this.duplicates.take(received)) ?? undefined;
    };
    return compareAndSwap(tryOnce, {
      exhausted: () => {
        throw unavailable('The same picture is being changed elsewhere at the same time. Send it again in a moment.');
      },
    });
  }

  /** The received file, which the store may have moved: then a copy of the object at the same path. */
  private async fileOf({ originalKey, sha256 }: NewRow, path: string): Promise<string> {
    const isThere = await access(path).then(
      () => true,
      () => false,
    );
    if (!isThere) await this.objects.fetch(originalKey, path, { sha256 });
    return path;
  }

  /**
   * Removes what a failed or duplicate upload left behind. The object goes only once the row can never be committed: a commit whose answer
   * was an error may still have happened. Never rejects: maintenance abandons what is left after the grace period.
   */
  private async cleanUp({ id, originalKey }: NewRow): Promise<void> {
    try {
      const row = (await applyTransition(this.images, id, abandon())) ?? (await this.images.find(id));
      // No row: maintenance removed it first, before this object was stored.
      if (!row || row.state === 'abandoned') await this.objects.remove([originalKey]);
    } catch (err) {
      this.logger.warn({ err, imageId: id }, 'a failed upload could not be cleaned up yet; maintenance will');
    }
  }
}

function unavailable(detail: string): Problem {
  return new Problem('UNAVAILABLE', detail, { retryAfter: 1 });
}
