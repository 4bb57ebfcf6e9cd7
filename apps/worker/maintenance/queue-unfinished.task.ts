import { setImmediate } from 'node:timers/promises';

import { Injectable } from '@nestjs/common';

import { priorityOf } from '#libs/domain/image/transitions.js';
import { ImageMaintenance } from '#libs/ports/image-maintenance.js';
import { JobQueue } from '#libs/ports/job-queue.js';

import { MaintenanceTask } from './task.js';

/** Rows read at once; between two pages the event loop serves requests. */
const PAGE = 100;
/** Jobs added in one turn. The queue need not hold a whole library; the next turns add the rest. */
const MAX_JOBS = 5_000;

/**
 * Adds a job for each image in `processing`, oldest first. The database is the truth and the queue a hint, so a queue that lost its jobs
 * costs nothing. The queue ignores a job that waits or runs already.
 */
@Injectable()
export class QueueUnfinished extends MaintenanceTask {
  readonly name = 'add_unfinished';
  readonly deletesByAge = false;

  constructor(
    private readonly maintenance: ImageMaintenance,
    private readonly queue: JobQueue,
  ) {
    super();
  }

  async run(): Promise<number> {
    let after: string | undefined;
    let count = 0;
    for (;;) {
      const rows = await this.maintenance.listByState('processing', { after, limit: PAGE });
      for (const row of rows) {
        if (row.deletedAt) continue;
        await this.queue.add({ imageId: row.id, generation: row.generation }, { priority: priorityOf(row), owner: row.owner });
        count++;
      }
      after = rows.at(-1)?.id;
      if (rows.length < PAGE || count >= MAX_JOBS) return count;
      await setImmediate();
    }
  }
}
