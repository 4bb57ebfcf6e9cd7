import { join } from 'node:path';

import { Inject, Injectable } from '@nestjs/common';

import { type Limit, RateLimits, transformLimits } from '#libs/accounts/rate-limits.js';
import { type ErrorCode, Problem } from '#libs/api/errors.js';
import { requireDiskSpace } from '#libs/domain/drive/disk-space.js';
import { inTemporaryFolder } from '#libs/domain/drive/temporary-files.js';
import type { ImageRow } from '#libs/domain/image/image-row.js';
import type { Format } from '#libs/domain/transform/modifiers.js';
import {
  type Failure,
  findResult,
  putResult,
  type Result,
  resultName,
  resultOrTimeout,
  resultPrefix,
} from '#libs/domain/transform/results.js';
import type { Logger } from '#libs/http/log.js';
import { MAX_RESULT_BYTES } from '#libs/imaging/decoder/protocol.js';
import { ImageRepository } from '#libs/ports/image-repository.js';
import { JobQueue } from '#libs/ports/job-queue.js';
import { ObjectStore } from '#libs/ports/object-store.js';

import { LOGGER, TMP_DIR } from '../resources/media-resources.js';

/** Seconds after which a client whose result was not there in time may ask again. */
const RETRY_AFTER = 5;
/** Milliseconds between two looks: few results take less than the first, and few that take long are waited for by many. */
const FIRST_LOOK = 10;
const LAST_LOOK = 250;
/** Milliseconds since its last use after which a use is noted. */
const NOTED_AFTER = 3_600_000;
/** Uses that are noted at the same time; another one is, when it is asked for again. */
const MAX_NOTED = 4;

const WHY: Record<Failure, [code: ErrorCode, detail: string]> = {
  costly: ['BAD_TRANSFORM', 'This takes too much time or memory here. Begin with a smaller size, such as SL1024.'],
  large: ['BAD_TRANSFORM', 'The file would have more than 32 MB. Use a smaller size, a lower quality such as QL60, or another format.'],
  damaged: [
    'CORRUPT',
    'The stored original is damaged or missing. Send the same file again to bring it back, or tell the owner of the drive.',
  ],
  broken: ['BROKEN_IMAGE', 'This picture could not be decoded. Its original is available at size o.'],
};

/** What is asked of which image. */
export interface AskedResult {
  /** In their canonical form. */
  modifiers: string;
  format: Format;
  /** Address of the client, for limits. */
  client: string;
  /** Whether the client has a link only: visitors take nothing from what the owner may ask for. */
  isVisitor: boolean;
}

/** Finds results in the store, and has the worker make those that are not there. */
@Injectable()
export class TransformResults {
  /** Milliseconds that a request waits for a result; tests lower it. */
  maxWait = 10_000;
  /** Keys of the results whose use is being noted. */
  private readonly noting = new Set<string>();

  constructor(
    private readonly images: ImageRepository,
    private readonly objects: ObjectStore,
    private readonly queue: JobQueue,
    private readonly limits: RateLimits,
    @Inject(TMP_DIR) private readonly tmpDir: string,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  /**
   * The result, once it is there. All who wait for the same one wait for one job of the whole drive.
   * @param isLeft whether nobody waits any more
   * @throws Problem BAD_TRANSFORM, BROKEN_IMAGE, CORRUPT when it can't be made, STORAGE_FULL, RATE_LIMITED, UNAVAILABLE when it is not there in time
   */
  async find(row: ImageRow, { modifiers, format, client, isVisitor }: AskedResult, isLeft: () => boolean): Promise<Result> {
    const name = resultName(modifiers, format);
    const prefix = resultPrefix(row.owner, row.id, name);
    const found = await findResult(this.objects, prefix);
    if (found) return this.use(row, found);
    await this.order(row, { name, modifiers, format }, transformLimits(row.owner, client, isVisitor));
    const until = performance.now() + this.maxWait;
    for (let wait = FIRST_LOOK; performance.now() < until && !isLeft(); wait = Math.min(LAST_LOOK, wait * 1.2)) {
      await resultOrTimeout(prefix, wait);
      const made = await findResult(this.objects, prefix);
      if (made) return this.use(row, made);
    }
    throw late();
  }

  private async order(
    row: ImageRow,
    transform: { name: string; modifiers: string; format: Format },
    limits: readonly Limit[],
  ): Promise<void> {
    // Before the worker would find it: who waits is told at once.
    await requireDiskSpace(this.objects, this.tmpDir, MAX_RESULT_BYTES);
    await this.limits.admit(limits);
    // On a full disk it is remembered in this process. The job does not wait for the disk.
    const noted = this.limits.note(limits).catch(() => undefined);
    try {
      await this.queue.add({ imageId: row.id, generation: row.generation, transform }, { priority: 'transform', owner: row.owner });
      await noted;
    } catch (error) {
      throw new Problem('UNAVAILABLE', 'Pictures can’t be made right now. Try again in a moment.', {
        retryAfter: RETRY_AFTER,
        cause: error,
      });
    }
  }

  private use(row: ImageRow, found: Result | Failure): Result {
    if (typeof found === 'string') throw new Problem(...WHY[found]);
    if (Date.now() - found.usedAt.getTime() > NOTED_AFTER) {
      this.noteUse(row, found).catch((err: unknown) => this.logger.warn({ err, imageId: row.id }, 'the use of a result was not noted'));
    }
    return found;
  }

  /** Replaces the object by itself: its time says when it was used, by which the worker removes results. */
  private async noteUse(row: ImageRow, { key, type }: Result): Promise<void> {
    if (this.noting.has(key) || this.noting.size >= MAX_NOTED) return;
    this.noting.add(key);
    await inTemporaryFolder(this.tmpDir, async (folder) => {
      const file = join(folder, 'result');
      await this.objects.fetch(key, file);
      const { images, objects } = this;
      await putResult({ images, objects }, row.id, { key, file, type });
    }).finally(() => this.noting.delete(key));
  }
}

/** The refusal when a result is not there in time. */
export function late(): Problem {
  return new Problem('UNAVAILABLE', 'The picture is being made. Ask again in some seconds.', { retryAfter: RETRY_AFTER });
}
