import { Inject, Injectable } from '@nestjs/common';

import { Problem } from '#libs/contract/errors.js';
import { driveMismatch } from '#libs/domain/drive/drive-id.js';
import { MediaDatabase } from '#libs/ports/databases.js';
import { ObjectStore } from '#libs/ports/object-store.js';

import { TMP_DIR } from '../resources/media-resources.js';

/** Milliseconds for which database and store, once found to belong together, are not looked at again. */
const KEEP = 5_000;
/** Seconds after which to try again: somebody has to mend it. */
const RETRY_AFTER = 60;

/**
 * Refuses uploads while database and store are of different drives, as when a disk was not mounted at the start: what was acknowledged
 * would be gone as soon as the right one is there again.
 */
@Injectable()
export class DriveCheck {
  private foundAt = -Infinity;

  constructor(
    private readonly database: MediaDatabase,
    private readonly objects: ObjectStore,
    @Inject(TMP_DIR) private readonly tmpDir: string,
  ) {}

  /** @throws Problem UNAVAILABLE, and what the ports throw */
  async expectMatch(): Promise<void> {
    const now = performance.now();
    if (now - this.foundAt < KEEP) return;
    const mismatch = await driveMismatch({ database: this.database, objects: this.objects, tmpDir: this.tmpDir });
    if (mismatch) {
      const detail = 'The drive takes no pictures now: its database and its store do not belong together. Tell the owner of the drive.';
      throw new Problem('UNAVAILABLE', detail, { retryAfter: RETRY_AFTER, cause: new Error(mismatch) });
    }
    this.foundAt = now;
  }
}
