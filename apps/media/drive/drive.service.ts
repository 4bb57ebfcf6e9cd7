import { Injectable } from '@nestjs/common';

import type { DriveStatus } from '#libs/api/drive.js';
import { CLOCK_HOLD, parseClockHold } from '#libs/domain/drive/clock-hold.js';
import { lastBackup, lastVerify } from '#libs/domain/drive/facts.js';
import { DriveRepository } from '#libs/ports/drive-repository.js';

/** What the owner's commands last did for the drive. */
@Injectable()
export class DriveService {
  constructor(private readonly drive: DriveRepository) {}

  /** The same for all accounts, and without where the backup lies. @throws RepositoryUnavailable */
  async status(): Promise<DriveStatus> {
    const [backup, verify, hold] = await Promise.all([lastBackup(this.drive), lastVerify(this.drive), this.drive.fact(CLOCK_HOLD)]);
    return {
      lastBackup: backup && { at: backup.at, images: backup.images, bytes: backup.bytes },
      lastVerify: verify && { at: verify.at, damaged: verify.damaged },
      clock: parseClockHold(hold),
    };
  }
}
