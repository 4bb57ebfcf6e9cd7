import type { Queue } from 'bullmq';
import type { Redis } from 'ioredis';

import type { QueueCounts } from '#libs/ports/job-queue.js';

/** Scores of waiting jobs are their priority times this, and a number that rises. */
const PRIORITY = 2 ** 32;
/** Scores of delayed jobs are the time at which they may run, in milliseconds, times this, and a number that rises. */
const DELAY = 0x1000;

/** What is in the queue, by the clock of this machine. */
export async function queueCounts(redis: Redis, queue: Queue, priorities: readonly number[]): Promise<QueueCounts> {
  const { waiting, prioritized, active, delayed } = await queue.getJobCounts('waiting', 'prioritized', 'active', 'delayed');
  // One whose time has come waits for its turn like the others; the library moves it only when a worker looks for work.
  const due = await redis.zcount(queue.toKey('delayed'), '-inf', Date.now() * DELAY);
  return {
    waiting: (waiting ?? 0) + (prioritized ?? 0) + due,
    active: active ?? 0,
    delayed: (delayed ?? 0) - due,
    oldest: await oldestWaiting(redis, queue, priorities),
  };
}

/** When the job was added that waits longest; null when none does. The first of each priority has waited longest of its kind. */
async function oldestWaiting(redis: Redis, queue: Queue, priorities: readonly number[]): Promise<Date | null> {
  const key = queue.toKey('prioritized');
  const firsts = await Promise.all(
    priorities.map((priority) => redis.zrangebyscore(key, priority * PRIORITY, `(${(priority + 1) * PRIORITY}`, 'LIMIT', 0, 1)),
  );
  const times = await Promise.all(firsts.flat().map((id) => redis.hget(queue.toKey(id), 'timestamp')));
  const since = times.filter((time) => time !== null).map(Number);
  return since.length > 0 ? new Date(Math.min(...since)) : null;
}
