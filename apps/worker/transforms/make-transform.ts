import { stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { Inject, Injectable } from '@nestjs/common';

import type { Config } from '#libs/config/config.js';
import { requireDiskSpace } from '#libs/domain/drive/disk-space.js';
import { inTemporaryFolder } from '#libs/domain/drive/temporary-files.js';
import type { ImageRow } from '#libs/domain/image/image-row.js';
import { VISIBLE } from '#libs/domain/image/transitions.js';
import type { ImageType } from '#libs/domain/image-types.js';
import { layout } from '#libs/domain/transform/layout.js';
import { BadTransform } from '#libs/domain/transform/modifiers.js';
import { type Failure, failureFile, findResult, putResult, resultFile, resultPrefix } from '#libs/domain/transform/results.js';
import { parseTransform } from '#libs/domain/transform/transform.js';
import { VARIANT_NAMES } from '#libs/domain/variants.js';
import type { Logger } from '#libs/http/log.js';
import { Decoder } from '#libs/imaging/decoder/decoder.js';
import { MAX_RESULT_BYTES } from '#libs/imaging/decoder/protocol.js';
import { DecoderFailed, DecoderGone, ImageError } from '#libs/imaging/image-error.js';
import { ObjectCorrupt, ObjectNotFound } from '#libs/ports/errors.js';
import { ImageRepository } from '#libs/ports/image-repository.js';
import type { JobRun, TransformJob } from '#libs/ports/job-queue.js';
import { ObjectStore } from '#libs/ports/object-store.js';

import { DriveCheck } from '../resources/drive-check.js';
import { CONFIG, LOGGER } from '../resources/worker-resources.module.js';
import { ResultCache } from './result-cache.js';

/** A file of the pixels of an image, and what is in it. */
interface Source {
  file: string;
  type: ImageType;
}

/**
 * Makes the result of an image address: from the smallest variant that is large enough, else from the original. The result is an object
 * that no row names; who waits for it looks for it in the store (apps/media/transforms).
 */
@Injectable()
export class TransformMaker {
  constructor(
    @Inject(CONFIG) private readonly config: Pick<Config, 'tmpDir'>,
    private readonly images: ImageRepository,
    private readonly objects: ObjectStore,
    private readonly decoder: Decoder,
    private readonly cache: ResultCache,
    private readonly drive: DriveCheck,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  private get stores() {
    const { images, objects } = this;
    return { images, objects };
  }

  /**
   * Resolves when there is a result, or it is written down why there is none, or the image is gone.
   * @throws what stopped it, when a retry may succeed; the queue retries unless `isLast`
   */
  async make(job: TransformJob, { isLast }: Pick<JobRun, 'isLast'>): Promise<void> {
    const row = await this.images.find(job.imageId);
    if (!row || !VISIBLE.includes(row.state) || row.deletedAt) return;
    const prefix = resultPrefix(row.owner, row.id, job.transform.name);
    // Another run of the same job was first.
    if (await findResult(this.objects, prefix)) return;
    await requireDiskSpace(this.objects, this.config.tmpDir, MAX_RESULT_BYTES);
    const started = performance.now();
    await inTemporaryFolder(this.config.tmpDir, async (folder) => {
      const file = join(folder, 'result');
      try {
        const { data, type } = await this.render(row, job, folder);
        await writeFile(file, data);
        await putResult(this.stores, row.id, { key: prefix + resultFile(data, job.transform.format), file, type });
        await this.cache.added(data.length);
        this.logger.info({ image: row.id, bytes: data.length, ms: Math.round(performance.now() - started) }, 'transform made');
      } catch (error) {
        const failure = (isLast && (await this.isDamage(error)) ? 'damaged' : null) ?? failureOf(error, isLast);
        this.logger.warn({ image: row.id, failure, err: error }, 'transform not made');
        if (failure === null) throw error;
        await writeFile(file, failure);
        await putResult(this.stores, row.id, { key: prefix + failureFile(failure), file, type: 'text/plain' });
      }
    });
  }

  private async render(row: ImageRow, { transform }: TransformJob, folder: string): Promise<{ data: Buffer; type: string }> {
    const { modifiers, format } = transform;
    const whole = { width: row.width, height: row.height };
    const { scale } = layout(parseTransform(modifiers, format), whole);
    const { file, type } = (await this.smallestVariant(row, scale, folder)) ?? (await this.original(row, folder));
    return this.decoder.transform(file, type, { modifiers, format, whole }, { owner: row.owner, suspect: row.crashCount > 0 });
  }

  /** The smallest ready variant that has so much of the resolution, if the store still has it. */
  private async smallestVariant(row: ImageRow, scale: number, folder: string): Promise<Source | null> {
    // The original is sharper, and as large.
    if (scale >= 1) return null;
    for (const name of VARIANT_NAMES) {
      const { state, key, type, width, height, bytes } = row.sizes[name];
      const isLarge = (width ?? 0) >= row.width * scale - 0.5 && (height ?? 0) >= row.height * scale - 0.5;
      if (state !== 'ready' || key === null || !isLarge) continue;
      const file = join(folder, name);
      try {
        await this.objects.fetch(key, file);
        if ((await stat(file)).size === bytes) return { file, type: type as ImageType };
      } catch (error) {
        if (!(error instanceof ObjectNotFound)) throw error;
      }
    }
    return null;
  }

  /** Whether the original is at fault. A store may give wrong bytes for a while, so that only the last run asks. */
  private async isDamage(error: unknown): Promise<boolean> {
    return error instanceof ObjectCorrupt || (error instanceof ObjectNotFound && (await this.drive.passes()));
  }

  private async original({ originalKey, type, sha256 }: ImageRow, folder: string): Promise<Source> {
    const file = join(folder, 'original');
    await this.objects.fetch(originalKey, file, { sha256 });
    return { file, type: type as ImageType };
  }
}

/** Why no other run would help, or null when one may. */
function failureOf(error: unknown, isLast: boolean): Failure | null {
  if (error instanceof ImageError) return error.code === 'TOO_MANY_PIXELS' ? 'large' : 'broken';
  if (error instanceof BadTransform) return 'broken';
  if (error instanceof DecoderGone && error.crashed && !error.killed) return 'costly';
  if (!(error instanceof DecoderFailed)) return null;
  if (/out of memory/i.test(error.message)) return 'costly';
  return isLast ? 'broken' : null;
}
