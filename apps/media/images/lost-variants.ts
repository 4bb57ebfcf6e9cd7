import { Inject, Injectable } from '@nestjs/common';

import { remake } from '#libs/domain/image/transitions.js';
import { WAITING, type ImageRow } from '#libs/domain/image/image-row.js';
import { VARIANT_NAMES, type VariantName } from '#libs/domain/variants.js';
import type { Logger } from '#libs/http/log.js';
import type { Metrics } from '#libs/metrics/metrics.js';
import { ObjectNotFound } from '#libs/ports/errors.js';
import { ImageRepository } from '#libs/ports/image-repository.js';
import { ObjectStore } from '#libs/ports/object-store.js';

import { LOGGER, METRICS } from '../resources/media-resources.js';
import { changeImage } from './change-image.js';
import { DriveCheck } from './drive-check.js';
import { VariantJobs } from './variant-jobs.js';

/** A variant whose object is missing, or has another size than the row says. */
export interface LostVariant {
  size: VariantName;
  key: string;
}

/** Variants that the store lost are made again. */
@Injectable()
export class LostVariants {
  constructor(
    private readonly images: ImageRepository,
    private readonly objects: ObjectStore,
    private readonly drive: DriveCheck,
    private readonly jobs: VariantJobs,
    @Inject(LOGGER) private readonly logger: Logger,
    @Inject(METRICS) private readonly metrics: Metrics | null,
  ) {}

  /**
   * A read found that a variant is lost. If the row still names its object, the size waits to be made again. Returns the row without the
   * size, with which another one can be picked. @throws Problem NOT_FOUND, UNAVAILABLE
   */
  async makeAgain({ owner, id }: Pick<ImageRow, 'owner' | 'id'>, { size, key }: LostVariant): Promise<ImageRow> {
    await this.drive.expectMatchNow();
    const isNamed = (row: ImageRow) => row.sizes[size].key === key;
    const { row, changed } = await changeImage(this.images, { owner, id, where: 'anywhere' }, (image) =>
      // While it is processing, an attempt that makes all sizes is under way or will be.
      isNamed(image) && image.state !== 'processing' ? remake(image, [size]) : null,
    );
    if (changed) {
      this.note(id, [key]);
      // In the trash it waits until it is restored.
      if (!row.deletedAt) this.jobs.add(row);
    }
    return isNamed(row) ? { ...row, sizes: { ...row.sizes, [size]: WAITING } } : row;
  }

  /** The lost variants of an image. */
  async of(row: ImageRow): Promise<LostVariant[]> {
    const lost: LostVariant[] = [];
    for (const size of VARIANT_NAMES) {
      const { state, key, bytes } = row.sizes[size];
      if (state === 'ready' && key !== null && (await this.sizeOf(key)) !== bytes) lost.push({ size, key });
    }
    return lost;
  }

  /** Logs and counts variants that are made again. */
  note(imageId: string, keys: readonly string[]): void {
    this.metrics?.originals.lost(keys.length);
    this.logger.warn({ imageId, keys }, 'the store lost sizes of an image; they are made again');
  }

  /** Bytes of the object; null when there is none. */
  private async sizeOf(key: string): Promise<number | null> {
    try {
      return (await this.objects.stat(key)).size;
    } catch (error) {
      if (error instanceof ObjectNotFound) return null;
      throw error;
    }
  }
}
