import { Queue, type Job as BullmqJob } from 'bullmq';
import type { Redis } from 'ioredis';

import {
  JobQueue,
  jobName,
  MAX_RUNS,
  type AddOptions,
  type Job,
  type JobHandler,
  type ProcessOptions,
  type QueueCounts,
  type Warn,
} from '#libs/ports/job-queue.js';

import { BullmqRepeatingTask } from './repeating-task.js';
import { BullmqWorker } from './worker.js';
import { failFastConnection, ready, warnOfEviction, watchConnection } from './connection.js';
import { Rounds } from './rounds.js';
import { parseRedisUrl, type RedisLocation } from './url.js';

/** Milliseconds for a call: `add` must not delay an upload by more than a second. */
const TIMEOUT = 900;
/** Jobs that Redis looks at in one step for the oldest, and milliseconds after which no further step begins. */
const OLDEST_STEP = 1_000;
const OLDEST_MS = 500;
const QUEUE = 'variants';
/** Milliseconds. No job is delayed for longer, neither by `add` nor by a backoff. */
const FAR = 60_000;
/** Milliseconds between two looks for jobs that are delayed for longer, and how many are taken at once. */
const FAR_INTERVAL = 5_000;
const FAR_AT_ONCE = 100;
/** BullMQ's score of a delayed job: its time in milliseconds times this, plus a counter. */
const DELAY_SCORE = 0x1000;

/** What BullMQ keeps of a job. A job of an older version has no owner. */
type StoredJob = Job & { owner?: string };

export interface BullmqSettings {
  warn: Warn;
  /** Milliseconds without a sign of life of its process after which a job counts as stalled. */
  lockMs: number;
  /** Milliseconds before the second run of a job; doubled for each further run. */
  backoffMs?: number;
  /** Instead of FAR_INTERVAL. */
  farIntervalMs?: number;
}

/**
 * The queue on Redis, for any number of processes. Redis may lose everything: maintenance adds the jobs of unfinished images again. Redis
 * may be away at the start.
 */
export class BullmqJobQueue extends JobQueue {
  private readonly location: RedisLocation;
  private readonly connection: Redis;
  private readonly queue: Queue<StoredJob>;
  private readonly rounds: Rounds;
  private readonly repeats: BullmqRepeatingTask[] = [];
  private worker: BullmqWorker | undefined;
  private farTimer: NodeJS.Timeout | undefined;
  private closing: Promise<void> | undefined;

  /** @throws ConfigError when the URL is malformed */
  constructor(
    queueUrl: string,
    private readonly settings: BullmqSettings,
  ) {
    super();
    this.location = parseRedisUrl(queueUrl);
    const { options, prefix } = this.location;
    this.connection = failFastConnection(options, TIMEOUT);
    watchConnection(this.connection, settings.warn);
    this.connection.once('ready', () => void warnOfEviction(this.connection, settings.warn).catch(() => undefined));
    this.queue = new Queue(QUEUE, { connection: this.connection, prefix, skipVersionCheck: true, skipWaitingForReady: true });
    this.queue.on('error', () => undefined);
    this.rounds = new Rounds(this.connection, (name) => this.queue.toKey(name));
  }

  async add(job: Job, { priority, owner, delay = 0 }: AddOptions): Promise<void> {
    await this.call(async () => {
      // Without a colon, and not a number: both have a meaning in BullMQ.
      const jobId = `${QUEUE}.${jobName(job)}`;
      const round = await this.rounds.take(owner, priority, jobId);
      if (round < 0) return;
      await this.queue.add(
        QUEUE,
        { ...job, owner },
        {
          jobId,
          // 0 is the highest for people, and for BullMQ no priority at all.
          priority: round + 1,
          delay: Math.max(0, delay),
          attempts: MAX_RUNS,
          // Jitter: jobs that failed together are not retried together.
          backoff: { type: 'exponential', delay: this.settings.backoffMs ?? 1000, jitter: 0.5 },
          // A stored job with this id would prevent adding it again.
          removeOnComplete: true,
          removeOnFail: true,
        },
      );
    });
  }

  process(handler: JobHandler, { concurrency }: ProcessOptions): void {
    if (this.worker) throw new Error('The queue has a handler.');
    this.worker = new BullmqWorker({ ...this.workerSettings(QUEUE), concurrency }, async (job: BullmqJob<StoredJob>, signal) => {
      const { owner: _, ...data } = job.data;
      await this.rounds.begin(job.priority - 1).catch(() => undefined);
      try {
        await handler(data, { signal, isLast: isLast(job) });
      } catch (error) {
        if (!signal.aborted) await this.failed(job, error);
        throw error;
      }
    });
    this.farTimer = setInterval(() => void this.promoteFar(), this.settings.farIntervalMs ?? FAR_INTERVAL).unref();
  }

  every(seconds: number, task: () => Promise<void>): void {
    const name = `task-${this.repeats.length}`;
    this.repeats.push(
      new BullmqRepeatingTask({ ...this.workerSettings(name), connection: this.connection, everyMs: seconds * 1000 }, task),
    );
  }

  async counts(): Promise<QueueCounts> {
    return this.call(() => queueCounts(this.connection, this.queue));
  }

  async check(): Promise<void> {
    await this.call(() => this.connection.ping());
  }

  close(graceMs: number): Promise<void> {
    this.closing ??= this.stop(graceMs);
    return this.closing;
  }

  /**
   * BullMQ stores the time of the next run by the clock of the process where the job failed. If that clock is ahead, the job waits as long, and
   * maintenance can't add it again: one that is delayed for longer than any job of ours runs now. Should the clock of this process be the wrong
   * one, jobs are retried sooner.
   */
  private async promoteFar(): Promise<void> {
    try {
      const far = (Date.now() + FAR) * DELAY_SCORE;
      const ids = await this.connection.zrangebyscore(this.queue.toKey('delayed'), far, '+inf', 'LIMIT', 0, FAR_AT_ONCE);
      for (const id of ids) await (await this.queue.getJob(id))?.promote();
    } catch {
      // Redis is away, or another process did it first; the next look does what is left.
    }
  }

  private async stop(graceMs: number): Promise<void> {
    clearInterval(this.farTimer);
    await Promise.all([this.worker, ...this.repeats].map((one) => one?.stop(graceMs)));
    this.connection.disconnect();
    await this.queue.close().catch(() => undefined);
  }

  private workerSettings(queueName: string) {
    const { warn, lockMs } = this.settings;
    return { ...this.location, queueName, warn, lockMs };
  }

  private async failed(job: BullmqJob<StoredJob>, error: unknown): Promise<void> {
    const words = isLast(job) ? 'A job failed for the last time.' : 'A job failed and is retried.';
    this.settings.warn(words, { ...job.data, runs: runsOf(job), err: error });
    // It may be the job that crashes decoders.
    await this.rounds
      .take(job.data.owner ?? '', 'last')
      .then((round) => job.changePriority({ priority: round + 1 }))
      .catch(() => undefined);
  }

  /** Runs one call: waits for the connection and the answer, TIMEOUT at most. */
  private async call<T>(question: () => Promise<T>): Promise<T> {
    if (this.closing) throw new Error('The queue is closed.');
    const { promise: late, reject } = Promise.withResolvers<never>();
    const timer = setTimeout(() => reject(new Error(`Redis did not answer within ${TIMEOUT} ms.`)), TIMEOUT);
    const over = new AbortController();
    try {
      return await Promise.race([ready(this.connection, over.signal).then(question), late]);
    } finally {
      clearTimeout(timer);
      over.abort();
    }
  }
}

/** The number of this run of a job, from 1 on. */
function runsOf(job: BullmqJob<StoredJob>): number {
  return job.attemptsMade + 1;
}

function isLast(job: BullmqJob<StoredJob>): boolean {
  return runsOf(job) >= MAX_RUNS;
}

/** Counts the jobs, by the clock of this machine. */
async function queueCounts(redis: Redis, queue: Queue): Promise<QueueCounts> {
  const { waiting, prioritized, active, delayed } = await queue.getJobCounts('waiting', 'prioritized', 'active', 'delayed');
  // A delayed job whose time has come counts as waiting; BullMQ moves it only when a worker asks for work.
  const due = await redis.zcount(queue.toKey('delayed'), '-inf', Date.now() * DELAY_SCORE);
  return {
    waiting: (waiting ?? 0) + (prioritized ?? 0) + due,
    active: active ?? 0,
    delayed: (delayed ?? 0) - due,
    oldest: await oldestWaiting(redis, queue),
  };
}

/**
 * The smallest time of some waiting jobs, and how many of them there were. KEYS: the waiting jobs. ARGV: the first and the last of them by
 * rank, what the keys of jobs begin with.
 */
const OLDEST = `
local ids = redis.call('ZRANGE', KEYS[1], ARGV[1], ARGV[2])
local oldest = false
for _, id in ipairs(ids) do
  local time = tonumber(redis.call('HGET', ARGV[3] .. id, 'timestamp'))
  if time and (not oldest or time < oldest) then oldest = time end
end
return { #ids, oldest and string.format('%.0f', oldest) }`;

/**
 * When the oldest waiting job was added; null when none waits. Jobs wait by turns of their owners, so it is not the first. In a queue that takes
 * Redis more than half a second, it is the oldest of those that run before the others.
 */
async function oldestWaiting(redis: Redis, queue: Queue): Promise<Date | null> {
  const until = performance.now() + OLDEST_MS;
  let oldest = Infinity;
  for (let rank = 0; ; rank += OLDEST_STEP) {
    const ranks = [rank, rank + OLDEST_STEP - 1];
    const answer = await redis.eval(OLDEST, 1, queue.toKey('prioritized'), ...ranks, queue.toKey(''));
    const [count, time] = answer as [number, string | null];
    if (time !== null) oldest = Math.min(oldest, Number(time));
    if (count < OLDEST_STEP || performance.now() > until) break;
  }
  return oldest === Infinity ? null : new Date(oldest);
}
