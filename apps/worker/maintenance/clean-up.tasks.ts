import { Inject, Injectable } from '@nestjs/common';

import { LONGEST_WINDOW } from '#libs/accounts/rate-limits.js';
import type { Config } from '#libs/config/config.js';
import { removeTemporaryFiles } from '#libs/domain/drive/temporary-files.js';
import { DriveRepository } from '#libs/ports/drive-repository.js';
import { ImageMaintenance } from '#libs/ports/image-maintenance.js';
import { ObjectStore } from '#libs/ports/object-store.js';
import { RateLimitRepository } from '#libs/ports/rate-limit-repository.js';

import { CONFIG } from '../resources/worker-resources.module.js';
import { MaintenanceTask, secondsAgo } from './task.js';

/** How long a tombstone is kept, for clients that were away. */
const TOMBSTONE_SECONDS = 86_400;

/** Removes temporary files and folders of processes that died: those untouched for the grace period. */
@Injectable()
export class RemoveTemporaryFiles extends MaintenanceTask {
  readonly name = 'remove_temporary_files';
  readonly deletesByAge = true;

  constructor(@Inject(CONFIG) private readonly config: Pick<Config, 'tmpDir' | 'graceSeconds'>) {
    super();
  }

  run(): Promise<number> {
    return removeTemporaryFiles(this.config.tmpDir, secondsAgo(this.config.graceSeconds));
  }
}

/** Removes what the store's own unfinished writes left behind, once it is older than the grace period. */
@Injectable()
export class RemoveUnfinishedWrites extends MaintenanceTask {
  readonly name = 'sweep_store';
  readonly deletesByAge = true;

  constructor(
    private readonly objects: ObjectStore,
    @Inject(CONFIG) private readonly config: Pick<Config, 'graceSeconds'>,
  ) {
    super();
  }

  run(): Promise<number> {
    return this.objects.sweep(secondsAgo(this.config.graceSeconds));
  }
}

/** Forgets the tombstones of images that were removed more than a day ago. */
@Injectable()
export class ForgetTombstones extends MaintenanceTask {
  readonly name = 'forget_marks';
  readonly deletesByAge = true;

  constructor(private readonly maintenance: ImageMaintenance) {
    super();
  }

  run(): Promise<number> {
    return this.maintenance.forgetTombstones(secondsAgo(TOMBSTONE_SECONDS));
  }
}

/** Forgets wrong passwords for shares that no rate limit counts any more. */
@Injectable()
export class ForgetRateLimitEvents extends MaintenanceTask {
  readonly name = 'forget_guesses';
  readonly deletesByAge = true;

  constructor(private readonly rateLimits: RateLimitRepository) {
    super();
  }

  run(): Promise<number> {
    return this.rateLimits.forgetEvents(new Date(Date.now() - LONGEST_WINDOW));
  }
}

/** Keeps a reserve of disk space beside the database, so that images can be deleted while the disk is full. */
@Injectable()
export class KeepDiskReserve extends MaintenanceTask {
  readonly name = 'keep_reserve';
  readonly deletesByAge = false;

  constructor(private readonly drive: DriveRepository) {
    super();
  }

  async run(): Promise<number> {
    return (await this.drive.keepReserve()) ? 1 : 0;
  }
}
