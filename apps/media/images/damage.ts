import { Inject, Injectable } from '@nestjs/common';

import { Problem } from '#libs/api/errors.js';
import { applyTransition, clearDamage, markDamaged, type Transition } from '#libs/domain/image/transitions.js';
import type { ImageRow } from '#libs/domain/image/image-row.js';
import type { Logger } from '#libs/http/log.js';
import type { Metrics } from '#libs/metrics/metrics.js';
import { ImageRepository } from '#libs/ports/image-repository.js';

import { LOGGER, METRICS } from '../resources/media-resources.js';
import { DriveCheck } from './drive-check.js';

/** What is known about an original when it is read. */
export type Original = Pick<ImageRow, 'id' | 'generation' | 'originalKey' | 'bytes' | 'sha256' | 'damagedAt'>;

const DETAIL =
  'The stored original is missing or damaged; smaller sizes may still be shown. Send the same file again to bring it back. ' +
  'The owner of the drive can run npm run verify.';

/** Writes down that an original is damaged, and that it is no longer. */
@Injectable()
export class Damage {
  constructor(
    private readonly images: ImageRepository,
    private readonly drive: DriveCheck,
    @Inject(LOGGER) private readonly logger: Logger,
    @Inject(METRICS) private readonly metrics: Metrics | null,
  ) {}

  /**
   * An original was found missing or altered. Returns the problem to answer.
   * @param cause what was found, for the log
   * @throws Problem UNAVAILABLE when the store is that of another drive, where nothing is known about the original
   */
  async found(original: Original, cause: string): Promise<Problem> {
    await this.drive.expectMatchNow();
    this.metrics?.originals.readCorrupt();
    this.logger.error({ imageId: original.id, key: original.originalKey, cause }, 'an original is damaged');
    if (original.damagedAt === null) await this.note(original, markDamaged(original, new Date()));
    return corrupt(cause);
  }

  /** A damaged original was read in full and is whole. */
  async isOver(original: Original): Promise<void> {
    this.logger.info({ imageId: original.id }, 'a damaged original is whole again');
    await this.note(original, clearDamage(original));
  }

  /** Errors are only logged: the answer is the same, and the next read decides again. */
  private async note({ id }: Original, transition: Transition): Promise<void> {
    try {
      await applyTransition(this.images, id, transition);
    } catch (err) {
      this.logger.warn({ err, imageId: id }, 'the state of an original could not be written down');
    }
  }
}

/** @param cause for the log */
export function corrupt(cause: string): Problem {
  return new Problem('CORRUPT', DETAIL, { cause: new Error(cause) });
}
