import type { ImageRow } from '#libs/ports/image-repository.js';
import type { JobPriority } from '#libs/ports/job-queue.js';

import type { WorkerResources } from '../worker-resources.js';
import { PAGE } from './page.js';

/**
 * Adds a job for every picture that is not finished, oldest first: the queue is only a hint, and what it lost costs nothing. A job that
 * waits or runs already is not added twice.
 */
export async function addUnfinished({ images, queue }: WorkerResources): Promise<number> {
  let after: string | undefined;
  let count = 0;
  for (;;) {
    const rows = await images.listByState('processing', { after, limit: PAGE });
    for (const row of rows) {
      if (row.deletedAt) continue;
      await queue.add({ imageId: row.id, generation: row.generation }, { priority: priorityOf(row) });
      count++;
    }
    after = rows.at(-1)?.id;
    if (rows.length < PAGE) return count;
  }
}

/** A picture that was never finished is still new to its owner, however often the drive was restarted. */
function priorityOf(row: ImageRow): JobPriority {
  if (row.blame > 0) return 'last';
  return row.generation > 1 ? 'rebuild' : 'new';
}
