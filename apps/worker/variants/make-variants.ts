import { join } from 'node:path';

import { Inject, Injectable } from '@nestjs/common';

import type { Config } from '#libs/config/config.js';
import { requireDiskSpace, VARIANTS_BYTES } from '#libs/domain/drive/disk-space.js';
import { inTemporaryFolder } from '#libs/domain/drive/temporary-files.js';
import type { ImageType } from '#libs/domain/image-types.js';
import { applyTransition, beginAttempt, finish, publishVariant, reject, requeue, type Transition } from '#libs/domain/image/transitions.js';
import type { Failure, ImageRow, VariantRecord } from '#libs/domain/image/image-row.js';
import { attemptPrefix, variantKey } from '#libs/domain/image/keys.js';
import { LARGEST } from '#libs/domain/variants.js';
import type { Logger } from '#libs/http/log.js';
import { Decoder, type RenderedVariant } from '#libs/imaging/decoder/decoder.js';
import { DecoderFailed, DecoderGone, ImageError } from '#libs/imaging/image-error.js';
import type { Metrics } from '#libs/metrics/metrics.js';
import type { AttemptResult } from '#libs/metrics/variants-metrics.js';
import { ObjectCorrupt, ObjectNotFound } from '#libs/ports/errors.js';
import { ImageRepository } from '#libs/ports/image-repository.js';
import type { JobRun, VariantsJob } from '#libs/ports/job-queue.js';
import { ObjectStore } from '#libs/ports/object-store.js';

import { DriveCheck } from '../resources/drive-check.js';
import { CONFIG, LOGGER, METRICS } from '../resources/worker-resources.module.js';

/** An image whose attempts crashed a decoder child this often is rejected. */
const MAX_CRASHES = 2;

/** The name of the copy that children read. */
const ORIGINAL = 'original';

const BRING_BACK = 'Send the same file again to bring it back, or tell the owner of the drive.';

/** Another change to the image came first; this attempt must publish nothing more. */
class Superseded extends Error {}

/**
 * Makes the variants of one image. Each attempt writes under keys of its own and publishes a variant by one conditional update, which
 * fails once anything else changed the image. So a slow, repeated or resumed job changes nothing.
 */
@Injectable()
export class VariantMaker {
  constructor(
    @Inject(CONFIG) private readonly config: Pick<Config, 'tmpDir'>,
    private readonly images: ImageRepository,
    private readonly objects: ObjectStore,
    private readonly decoder: Decoder,
    private readonly drive: DriveCheck,
    @Inject(LOGGER) private readonly logger: Logger,
    @Inject(METRICS) private readonly metrics: Metrics | null,
  ) {}

  /**
   * One attempt, if the job is still about the image as it is now. Resolves when the image is `ready` or `rejected`, or when another
   * change came first. @throws what stopped the attempt, when a retry may succeed; the queue retries unless `isLast`
   */
  async make(job: VariantsJob, { isLast }: Pick<JobRun, 'isLast'>): Promise<void> {
    const found = await this.images.find(job.imageId);
    if (!found || found.generation !== job.generation) return;
    // Checked before the costly decoding: without space the variants could not be stored.
    await requireDiskSpace(this.objects, this.config.tmpDir, VARIANTS_BYTES);
    const row = await this.begin(found);
    if (!row) return;
    const started = performance.now();
    // What the metric says if even the failure can't be written down.
    let result: AttemptResult = 'put_back';
    const attempt: Attempt = { row };
    try {
      await inTemporaryFolder(this.config.tmpDir, (folder) => this.render(attempt, folder));
      result = 'ready';
      const ms = Math.round(performance.now() - started);
      this.logger.info({ image: row.id, attempt: row.attempt, ms }, 'variants made');
    } catch (error) {
      result = await this.fail(attempt, error, isLast);
      if (result === 'put_back') throw error;
    } finally {
      this.metrics?.variants.ended(result, (performance.now() - started) / 1000);
    }
  }

  /**
   * Begins an attempt whose keys are free. A database that was restored from a backup counts on from where it was then, and the store may
   * have the sizes of later attempts. Returns null when another change came first.
   */
  private async begin(found: ImageRow): Promise<ImageRow | null> {
    let row: ImageRow | null = found;
    do row = await applyTransition(this.images, found.id, beginAttempt(row, new Date()));
    while (row && (await this.hasObjects(row)));
    return row;
  }

  private async hasObjects({ owner, id, generation, attempt }: ImageRow): Promise<boolean> {
    for await (const _ of this.objects.list(attemptPrefix(owner, id, generation, attempt))) return true;
    return false;
  }

  private async render(attempt: Attempt, folder: string): Promise<void> {
    const { owner, originalKey, type, sha256, crashCount } = attempt.row;
    const original = join(folder, ORIGINAL);
    await this.objects.fetch(originalKey, original, { sha256 });
    const publish = async (rendered: RenderedVariant) => {
      const record = await this.store(attempt.row, rendered);
      if (rendered.name === LARGEST) attempt.largest = record;
      else await this.advance(attempt, publishVariant(attempt.row, rendered.name, record), record.key);
    };
    const suspect = crashCount > 0;
    const options = { suspect, owner };
    const { thumbhash, isTruncated } = await this.decoder
      .render(original, type as ImageType, folder, publish, options)
      .catch(async (error) => {
        if (attempt.largest) await this.objects.remove([attempt.largest.key]);
        throw error;
      });
    if (isTruncated) this.logger.warn({ image: attempt.row.id }, 'the end of the picture is missing');
    // The largest, which is the last, becomes visible in the commit that makes the image ready.
    const { row, largest } = attempt;
    await this.advance(attempt, finish(row, thumbhash, largest && { [LARGEST]: largest }), largest?.key);
  }

  private async store({ owner, id, generation, attempt, sizes }: ImageRow, { name, file, ...rendered }: RenderedVariant) {
    const key = variantKey(owner, id, generation, attempt, name);
    await this.objects.put(key, file, { type: rendered.type });
    return { ...sizes[name], ...rendered, key, state: 'ready' as const, error: null, readyAt: new Date() };
  }

  /** @param key that of an object that the row then names @throws Superseded when the row is no longer as this attempt left it */
  private async advance(attempt: Attempt, transition: Transition, key: string | undefined): Promise<void> {
    const row = await applyTransition(this.images, attempt.row.id, transition);
    if (row) {
      attempt.row = row;
      return;
    }
    // No row names this object, and a removal of the image may have listed its objects already.
    if (key !== undefined) await this.objects.remove([key]);
    throw new Superseded();
  }

  /** Records in the row how the attempt failed; `put_back` means that another attempt may succeed. */
  private async fail({ row }: Attempt, error: unknown, isLast: boolean): Promise<AttemptResult> {
    if (error instanceof Superseded) {
      this.logger.info({ image: row.id }, 'another change to the image came first');
      return 'overtaken';
    }
    const crashed = error instanceof DecoderGone && error.crashed;
    const crashCount = row.crashCount + (crashed ? 1 : 0);
    const damage = await this.damageIn(error);
    const damagedAt = damage ? (row.damagedAt ?? new Date()) : row.damagedAt;
    // A store or a network may give wrong bytes for a while: only the last run decides, when an earlier one found the same.
    const final = damage && isLast && row.damagedAt ? damage : finalReason(error, { crashCount, isLast });
    this.logger.warn({ image: row.id, attempt: row.attempt, final: final?.code, err: error }, 'variants not made');
    if (final) return (await applyTransition(this.images, row.id, reject(row, final, damagedAt))) ? 'rejected' : 'overtaken';
    await applyTransition(this.images, row.id, requeue(row, crashCount, damagedAt));
    return 'put_back';
  }

  /** What is wrong with the original, if that stopped the attempt. An unmounted disk, or another store than media's, is not its fault. */
  private async damageIn(error: unknown): Promise<Failure | null> {
    if (error instanceof ObjectCorrupt) return { code: 'CORRUPT', detail: `The stored original is damaged. ${BRING_BACK}` };
    if (!(error instanceof ObjectNotFound) || !(await this.drive.passes())) return null;
    return { code: 'ORIGINAL_MISSING', detail: `The stored original is missing. ${BRING_BACK}` };
  }
}

/** One attempt, with the row as the attempt last left it. */
interface Attempt {
  row: ImageRow;
  /** Stored, and not published yet. */
  largest?: VariantRecord & { key: string };
}

/** Why no further attempt would help, or null when one may. */
function finalReason(error: unknown, { crashCount, isLast }: { crashCount: number; isLast: boolean }): Failure | null {
  if (error instanceof ImageError) return { code: error.code, detail: error.message };
  if (error instanceof DecoderFailed && isLast)
    return { code: 'BROKEN_IMAGE', detail: 'This kind of picture can’t be decoded here. Its original is kept.' };
  if (crashCount >= MAX_CRASHES)
    return { code: 'BROKEN_IMAGE', detail: 'This picture crashed the program that decodes it, twice. Its original is kept.' };
  return null;
}
