import { Inject, Injectable } from '@nestjs/common';

import { lastVerify } from '#libs/domain/drive/facts.js';
import type { Metrics } from '#libs/metrics/metrics.js';
import { DriveRepository } from '#libs/ports/drive-repository.js';

import { METRICS } from '../resources/worker-resources.module.js';
import { MaintenanceTask } from './task.js';

/** Shows in the metrics when `npm run verify` last ended, and how many originals it found damaged. It runs beside the drive and has none. */
@Injectable()
export class ReportVerify extends MaintenanceTask {
  readonly name = 'report_verify';
  readonly deletesByAge = false;

  constructor(
    private readonly drive: DriveRepository,
    @Inject(METRICS) private readonly metrics: Metrics | null,
  ) {
    super();
  }

  async run(): Promise<number> {
    const last = this.metrics && (await lastVerify(this.drive));
    if (last) this.metrics?.maintenance.verified(new Date(last.at), last.damaged);
    return 0;
  }
}
