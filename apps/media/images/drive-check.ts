import { Inject, Injectable } from '@nestjs/common';

import { Problem } from '#libs/api/errors.js';
import { driveMismatch } from '#libs/domain/drive/drive-id.js';
import { MediaDatabase } from '#libs/ports/databases.js';
import { ObjectStore } from '#libs/ports/object-store.js';

import { TMP_DIR } from '../resources/media-resources.js';

/** Milliseconds before a match of database and store is checked again. */
const VALID_FOR = 5_000;
/** Seconds after which a client may try again: somebody has to repair the drive first. */
const RETRY_AFTER = 60;

/**
 * Refuses requests while database and store belong to different drives, for example because a disk was not mounted at the start. An upload
 * accepted then would be lost once the right disk is mounted again, and an object that is missing then is not lost.
 */
@Injectable()
export class DriveCheck {
  private matchedAt = -Infinity;

  constructor(
    private readonly database: MediaDatabase,
    private readonly objects: ObjectStore,
    @Inject(TMP_DIR) private readonly tmpDir: string,
  ) {}

  /** @throws Problem UNAVAILABLE when they do not match, and what the ports throw */
  async expectMatch(): Promise<void> {
    if (performance.now() - this.matchedAt >= VALID_FOR) await this.expectMatchNow();
  }

  /** The same without the memory of some seconds, for a decision that is written down. */
  async expectMatchNow(): Promise<void> {
    const now = performance.now();
    const mismatch = await driveMismatch({ database: this.database, objects: this.objects, tmpDir: this.tmpDir });
    if (mismatch) {
      const detail = 'The drive can’t be used now, because its database and its store do not belong together. Tell the owner of the drive.';
      throw new Problem('UNAVAILABLE', detail, { retryAfter: RETRY_AFTER, cause: new Error(mismatch) });
    }
    this.matchedAt = now;
  }
}
