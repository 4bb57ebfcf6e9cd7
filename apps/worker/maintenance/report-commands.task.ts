import { Inject, Injectable } from '@nestjs/common';

import { lastBackup, lastVerify } from '#libs/domain/drive/facts.js';
import type { Metrics } from '#libs/metrics/metrics.js';
import { DriveRepository } from '#libs/ports/drive-repository.js';

import { METRICS } from '../resources/worker-resources.module.js';
import { MaintenanceTask } from './task.js';

/**
 * Shows in the metrics when the last `npm run backup` began, when the last `npm run verify` ended, and how many originals it found damaged.
 * Both run beside the drive and have no metrics of their own.
 */
@Injectable()
export class ReportCommands extends MaintenanceTask {
  readonly name = 'report_commands';
  readonly deletesByAge = false;

  constructor(
    private readonly drive: DriveRepository,
    @Inject(METRICS) private readonly metrics: Metrics | null,
  ) {
    super();
  }

  async run(): Promise<number> {
    if (!this.metrics) return 0;
    const { maintenance } = this.metrics;
    const [backup, verify] = await Promise.all([lastBackup(this.drive), lastVerify(this.drive)]);
    if (backup) maintenance.backedUp(new Date(backup.at));
    if (verify) maintenance.verified(new Date(verify.at), verify.damaged);
    return 0;
  }
}
