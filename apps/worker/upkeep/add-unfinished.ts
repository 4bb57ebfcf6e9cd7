import { setImmediate } from 'node:timers/promises';

import { priorityOf } from '#libs/domain/image/priority.js';

import type { WorkerResources } from '../worker-resources.js';

/** Rows read at once; requests get their turn in between. */
const PAGE = 100;
/** More than a turn's time is enough to make; the queue need not hold a whole library. */
const MOST = 5_000;

/**
 * Adds a job for the pictures that are not finished, oldest first: the queue is only a hint, and what it lost costs nothing. A job that
 * waits or runs already is not added twice. What is beyond the first thousands comes at a later turn, when they are done.
 */
export async function addUnfinished({ database: { maintenance }, queue }: WorkerResources): Promise<number> {
  let after: string | undefined;
  let count = 0;
  for (;;) {
    const rows = await maintenance.listByState('processing', { after, limit: PAGE });
    for (const row of rows) {
      if (row.deletedAt) continue;
      await queue.add({ imageId: row.id, generation: row.generation }, { priority: priorityOf(row) });
      count++;
    }
    after = rows.at(-1)?.id;
    if (rows.length < PAGE || count >= MOST) return count;
    await setImmediate();
  }
}
