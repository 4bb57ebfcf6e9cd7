import { Queue, type Job } from 'bullmq';
import type { Redis } from 'ioredis';

import {
  JobQueue,
  MAX_RUNS,
  type AddOptions,
  type JobPriority,
  type ProcessOptions,
  type QueueCounts,
  type VariantsJob,
  type Warn,
} from '#libs/ports/job-queue.js';

import { BullmqRepeatingTask } from './repeating-task.js';
import { BullmqWorker } from './worker.js';
import { askingConnection, ready, warnOfEviction, watchConnection } from './connection.js';
import { parseRedisUrl, type RedisLocation } from './url.js';

/** Milliseconds for a call: `add` must be out of the way of an upload within a second. */
const LIMIT = 900;
/** The smaller goes first. */
const PRIORITIES: Readonly<Record<JobPriority, number>> = { new: 1, rebuild: 2, last: 3 };
const QUEUE = 'variants';
/** Scores of waiting jobs are their priority times this, and a number that rises. */
const PRIORITY_SCORE = 2 ** 32;
/** Scores of delayed jobs are the time at which they may run, in milliseconds, times this, and a number that rises. */
const DELAY_SCORE = 0x1000;

export interface BullmqSettings {
  warn: Warn;
  /** Milliseconds after which a job is taken for stalled whose process gave no sign of life. */
  lockMs: number;
  /** Milliseconds before the second run of a job; each further one waits twice as long. */
  backoffMs?: number;
}

/**
 * The queue on Redis, for any number of processes. It may forget everything at any time: upkeep adds again what the image repository says
 * is not finished. Nothing here needs Redis to be there at the start.
 */
export class BullmqJobQueue extends JobQueue {
  private readonly location: RedisLocation;
  private readonly asking: Redis;
  private readonly queue: Queue<VariantsJob>;
  private readonly repeats: BullmqRepeatingTask[] = [];
  private worker: BullmqWorker | undefined;
  private closing: Promise<void> | undefined;

  /** @throws ConfigError for what is no address of Redis */
  constructor(
    queueUrl: string,
    private readonly settings: BullmqSettings,
  ) {
    super();
    this.location = parseRedisUrl(queueUrl);
    const { options, prefix } = this.location;
    this.asking = askingConnection(options, LIMIT);
    watchConnection(this.asking, settings.warn);
    this.asking.once('ready', () => void warnOfEviction(this.asking, settings.warn).catch(() => undefined));
    this.queue = new Queue(QUEUE, { connection: this.asking, prefix, skipVersionCheck: true, skipWaitingForReady: true });
    this.queue.on('error', () => undefined);
  }

  async add(job: VariantsJob, { priority, delay = 0 }: AddOptions): Promise<void> {
    await this.ask(() =>
      this.queue.add(QUEUE, job, {
        // No colon, and no number alone: both mean something to the library.
        jobId: `${QUEUE}.${job.imageId}.${job.generation}`,
        priority: PRIORITIES[priority],
        delay: Math.max(0, delay),
        attempts: MAX_RUNS,
        // Half to all of it, so that what failed together does not come back together.
        backoff: { type: 'exponential', delay: this.settings.backoffMs ?? 1000, jitter: 0.5 },
        // One that is kept would keep its like from being added again.
        removeOnComplete: true,
        removeOnFail: true,
      }),
    );
  }

  process(handler: (job: VariantsJob, signal: AbortSignal) => Promise<void>, { concurrency }: ProcessOptions): void {
    if (this.worker) throw new Error('The queue has a handler.');
    this.worker = new BullmqWorker({ ...this.working(QUEUE), concurrency }, async (job: Job<VariantsJob>, signal) => {
      try {
        await handler(job.data, signal);
      } catch (error) {
        if (!signal.aborted) await this.failed(job, error);
        throw error;
      }
    });
  }

  every(seconds: number, task: () => Promise<void>): void {
    const name = `task-${this.repeats.length}`;
    this.repeats.push(new BullmqRepeatingTask({ ...this.working(name), asking: this.asking, everyMs: seconds * 1000 }, task));
  }

  async counts(): Promise<QueueCounts> {
    return this.ask(() => queueCounts(this.asking, this.queue, Object.values(PRIORITIES)));
  }

  async check(): Promise<void> {
    await this.ask(() => this.asking.ping());
  }

  close(graceMs: number): Promise<void> {
    this.closing ??= this.stop(graceMs);
    return this.closing;
  }

  private async stop(graceMs: number): Promise<void> {
    await Promise.all([this.worker, ...this.repeats].map((one) => one?.stop(graceMs)));
    this.asking.disconnect();
    await this.queue.close().catch(() => undefined);
  }

  private working(queueName: string) {
    const { warn, lockMs } = this.settings;
    return { ...this.location, queueName, warn, lockMs };
  }

  private async failed(job: Job<VariantsJob>, error: unknown): Promise<void> {
    const runs = job.attemptsMade + 1;
    const words = runs >= MAX_RUNS ? 'A job failed for the last time.' : 'A job failed and is tried again.';
    this.settings.warn(words, { ...job.data, runs, err: error });
    // It may be what brings children down.
    await job.changePriority({ priority: PRIORITIES.last }).catch(() => undefined);
  }

  /** Waits a moment for the connection, and for the answer no longer than is said, whatever hangs. */
  private async ask<T>(question: () => Promise<T>): Promise<T> {
    if (this.closing) throw new Error('The queue is closed.');
    const { promise: late, reject } = Promise.withResolvers<never>();
    const timer = setTimeout(() => reject(new Error(`Redis did not answer within ${LIMIT} ms.`)), LIMIT);
    const over = new AbortController();
    try {
      return await Promise.race([ready(this.asking, over.signal).then(question), late]);
    } finally {
      clearTimeout(timer);
      over.abort();
    }
  }
}

/** What is in the queue, by the clock of this machine. */
async function queueCounts(redis: Redis, queue: Queue, priorities: readonly number[]): Promise<QueueCounts> {
  const { waiting, prioritized, active, delayed } = await queue.getJobCounts('waiting', 'prioritized', 'active', 'delayed');
  // One whose time has come waits for its turn like the others; the library moves it only when a worker looks for work.
  const due = await redis.zcount(queue.toKey('delayed'), '-inf', Date.now() * DELAY_SCORE);
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
    priorities.map((priority) => redis.zrangebyscore(key, priority * PRIORITY_SCORE, `(${(priority + 1) * PRIORITY_SCORE}`, 'LIMIT', 0, 1)),
  );
  const times = await Promise.all(firsts.flat().map((id) => redis.hget(queue.toKey(id), 'timestamp')));
  const since = times.filter((time) => time !== null).map(Number);
  return since.length > 0 ? new Date(Math.min(...since)) : null;
}
