import { Inject, Injectable, type OnApplicationBootstrap } from '@nestjs/common';

import type { Config } from '#libs/config/config.js';
import type { Logger } from '#libs/http/log.js';
import type { Metrics } from '#libs/metrics/metrics.js';
import { JobQueue } from '#libs/ports/job-queue.js';

import { DriveCheck } from '../resources/drive-check.js';
import { CONFIG, LOGGER, METRICS } from '../resources/worker-resources.module.js';
import { ClockCheck } from './clock-check.js';
import type { MaintenanceTask } from './task.js';

/** Injection token of the tasks, in the order in which a turn runs them. */
export const TASKS = Symbol('maintenance tasks');

/**
 * Brings the store and the queue to the state that the database describes (a reconciler; settings and metrics call it upkeep). Every
 * UPKEEP_SECONDS one worker of the drive runs one turn: each task once. A task that fails does not stop the others. While the database
 * and the store do not belong together, or do not answer, no task runs; while the clock is not trusted, none that deletes by age.
 */
@Injectable()
export class MaintenanceService implements OnApplicationBootstrap {
  constructor(
    @Inject(CONFIG) private readonly config: Pick<Config, 'upkeepSeconds'>,
    private readonly queue: JobQueue,
    private readonly drive: DriveCheck,
    private readonly clock: ClockCheck,
    @Inject(TASKS) private readonly tasks: readonly MaintenanceTask[],
    @Inject(LOGGER) private readonly logger: Logger,
    @Inject(METRICS) private readonly metrics: Metrics | null,
  ) {}

  onApplicationBootstrap(): void {
    this.queue.every(this.config.upkeepSeconds, () => this.runTurn());
  }

  async runTurn(): Promise<void> {
    const mismatch = await this.drive.mismatch();
    if (mismatch) return this.logger.error({ mismatch }, 'maintenance has stopped');
    const holds = await this.clock.holds();
    for (const task of this.tasks) if (!(holds && task.deletesByAge)) await this.runTask(task);
    this.metrics?.maintenance.turned();
  }

  private async runTask(task: MaintenanceTask): Promise<void> {
    try {
      const count = await task.run();
      this.metrics?.maintenance.did(task.name, count);
      if (count > 0) this.logger.info({ task: task.name, count }, 'maintenance');
    } catch (err) {
      this.metrics?.maintenance.failed(task.name);
      this.logger.error({ task: task.name, err }, 'a maintenance task failed; the next turn tries again');
    }
  }
}
