import { randomBytes } from 'node:crypto';
import { constants } from 'node:fs';
import { copyFile, rm } from 'node:fs/promises';
import { join } from 'node:path';

import { Inject, Injectable } from '@nestjs/common';

import { markInFlight } from '#libs/domain/drive/in-flight.js';
import { UPLOAD_PREFIX } from '#libs/domain/drive/temporary-files.js';
import type { ImageRow } from '#libs/domain/image/image-row.js';
import { originalOptions } from '#libs/domain/image/original-options.js';
import { sha256OfStream } from '#libs/hash/sha256.js';
import type { Logger } from '#libs/http/log.js';
import type { Metrics } from '#libs/metrics/metrics.js';
import { ObjectNotFound } from '#libs/ports/errors.js';
import { ObjectStore } from '#libs/ports/object-store.js';

import { DriveCheck } from '../images/drive-check.js';
import { LOGGER, METRICS, TMP_DIR } from '../resources/media-resources.js';

/** Bytes that an upload received. */
export interface ReceivedBytes {
  owner: string;
  ownerName: string;
  sha256: string;
  /** The path of a file with the bytes, called when they are needed. The file is only read. */
  file: () => Promise<string>;
}

/** Replaces a stored original that is missing or damaged by the bytes of an upload. */
@Injectable()
export class HealOriginal {
  constructor(
    private readonly objects: ObjectStore,
    private readonly drive: DriveCheck,
    @Inject(TMP_DIR) private readonly tmpDir: string,
    @Inject(LOGGER) private readonly logger: Logger,
    @Inject(METRICS) private readonly metrics: Metrics | null,
  ) {}

  /**
   * Reads the stored original of the row. If it does not have the bytes that the row says, the received file, which has them, replaces it.
   * Returns whether it did. @throws Problem UNAVAILABLE when the store is that of another drive, and what the store throws
   */
  async replaceIfDamaged(row: ImageRow, { file, ownerName }: ReceivedBytes): Promise<boolean> {
    const fault = await this.faultOf(row);
    if (fault === null) return false;
    await this.drive.expectMatchNow();
    await this.put(row, await file(), ownerName);
    this.metrics?.originals.wasHealed();
    this.logger.warn({ imageId: row.id, key: row.originalKey, fault }, 'an upload of the same bytes replaced a damaged original');
    return true;
  }

  /** What is wrong with the stored original, for the log; null when it is whole. */
  private async faultOf({ originalKey, bytes, sha256 }: ImageRow): Promise<string | null> {
    try {
      const { size, stream } = await this.objects.get(originalKey);
      if (size === bytes) return (await sha256OfStream(stream)) === sha256 ? null : 'its bytes have another SHA-256';
      stream.destroy();
      return `it has ${size} bytes, not ${bytes}`;
    } catch (error) {
      if (error instanceof ObjectNotFound) return 'it is missing';
      throw error;
    }
  }

  /** Puts a copy: the store may move the file, and the upload needs it again when the image is deleted for good meanwhile. */
  private async put(row: ImageRow, file: string, ownerName: string): Promise<void> {
    const copy = join(this.tmpDir, `${UPLOAD_PREFIX}${randomBytes(16).toString('hex')}`);
    const release = markInFlight(copy);
    try {
      await copyFile(file, copy, constants.COPYFILE_EXCL | constants.COPYFILE_FICLONE);
      await this.objects.put(row.originalKey, copy, { ...originalOptions(row, ownerName), replace: true });
    } finally {
      await rm(copy, { force: true });
      release();
    }
  }
}
