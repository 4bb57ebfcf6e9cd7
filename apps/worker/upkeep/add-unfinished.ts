import { priorityOf } from '#libs/images/priority.js';

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
