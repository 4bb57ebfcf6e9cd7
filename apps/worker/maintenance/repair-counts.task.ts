import { Injectable } from '@nestjs/common';

import { ImageMaintenance } from '#libs/ports/image-maintenance.js';

import { MaintenanceTask } from './task.js';

const HOUR = 60 * 60 * 1000;
const DAY = 24 * HOUR;

/**
 * Counts again what an owner stores where the database keeps other counts than its rows give. It reads every row, so it runs once a day,
 * and not while the drive has just started.
 */
@Injectable()
export class RepairCounts extends MaintenanceTask {
  readonly name = 'repair_counts';
  readonly deletesByAge = false;
  /** When it runs next, by the clock of `performance.now()`; tests bring it forward. */
  nextAt = performance.now() + HOUR;

  constructor(private readonly maintenance: ImageMaintenance) {
    super();
  }

  async run(): Promise<number> {
    if (performance.now() < this.nextAt) return 0;
    const owners = await this.maintenance.ownersWithWrongCounts();
    for (const owner of owners) await this.maintenance.recount(owner);
    this.nextAt = performance.now() + DAY;
    return owners.length;
  }
}
