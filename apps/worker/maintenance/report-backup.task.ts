import { Inject, Injectable } from '@nestjs/common';

import { lastBackup } from '#libs/domain/drive/facts.js';
import type { Metrics } from '#libs/metrics/metrics.js';
import { DriveRepository } from '#libs/ports/drive-repository.js';

import { METRICS } from '../resources/worker-resources.module.js';
import { MaintenanceTask } from './task.js';

/** Shows in the metrics when the last backup began. `npm run backup` runs beside the drive and has none. */
@Injectable()
export class ReportBackup extends MaintenanceTask {
  readonly name = 'report_backup';
  readonly deletesByAge = false;

  constructor(
    private readonly drive: DriveRepository,
    @Inject(METRICS) private readonly metrics: Metrics | null,
  ) {
    super();
  }

  async run(): Promise<number> {
    const last = this.metrics && (await lastBackup(this.drive));
    if (last) this.metrics?.maintenance.backedUp(new Date(last.at));
    return 0;
  }
}
