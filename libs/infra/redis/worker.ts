import { WaitingError, Worker, type Job } from 'bullmq';
import type { Redis, RedisOptions } from 'ioredis';

import type { Warn } from '#libs/ports/job-queue.js';

import { watchConnection, workingConnection } from './connection.js';

/** Milliseconds that an aborted job has to leave things in order. */
const ABORT_MS = 1_000;
/** Milliseconds to let go of the connections; one that hangs is cut. */
const LEAVE_MS = 500;
/** Milliseconds after a failure of Redis until the worker looks again. */
const LOOK_AGAIN = 1_000;

export interface WorkingSettings {
  queueName: string;
  prefix: string;
  options: RedisOptions;
  concurrency: number;
  /** Milliseconds after which a job whose process gave no sign of life is taken for stalled. */
  lockMs: number;
  warn: Warn;
}

/** Takes jobs from one queue on Redis until it is stopped, and leaves none behind that others would have to wait for. */
export class BullmqWorker {
  private readonly worker: Worker;
  private readonly connection: Redis;
  private readonly active = new Map<Job, { token: string; controller: AbortController }>();

  constructor(
    { queueName, prefix, options, concurrency, lockMs, warn }: WorkingSettings,
    private readonly work: (job: Job, signal: AbortSignal) => Promise<void>,
  ) {
    this.connection = workingConnection(options);
    watchConnection(this.connection, warn);
    this.worker = new Worker(queueName, (job, token) => this.run(job, token!), {
      connection: this.connection,
      prefix,
      concurrency,
      lockDuration: lockMs,
      // A job is found stalled at the second look.
      stalledInterval: lockMs / 2,
      // A process that dies is no fault of the job: what brings processes down is told from the image's row, not from here.
      maxStalledCount: 1_000,
      runRetryDelay: LOOK_AGAIN,
      skipVersionCheck: true,
      removeOnComplete: { count: 0 },
      removeOnFail: { count: 0 },
    });
    // What it has to say is said by the connection, and by who runs the job.
    this.worker.on('error', () => undefined);
  }

  /** Takes no more, waits, then aborts what still runs and puts it back for others. */
  async stop(graceMs: number): Promise<void> {
    const idle = this.worker.pause().catch(() => undefined);
    await within(graceMs, idle);
    for (const { controller } of this.active.values()) controller.abort();
    await within(ABORT_MS, idle);
    await within(LEAVE_MS, Promise.all([...this.active].map(([job, { token }]) => job.moveToWait(token).catch(() => undefined))));
    await within(LEAVE_MS, this.worker.close(true));
    this.connection.disconnect();
  }

  private async run(job: Job, token: string): Promise<void> {
    const controller = new AbortController();
    this.active.set(job, { token, controller });
    try {
      await this.work(job, controller.signal);
    } catch (error) {
      if (!controller.signal.aborted) throw error;
      await job.moveToWait(token);
      throw new WaitingError();
    } finally {
      this.active.delete(job);
    }
  }
}

/** Resolves with the promise, or after so many milliseconds. */
async function within(ms: number, promise: Promise<unknown>): Promise<void> {
  const { promise: timeUp, resolve } = Promise.withResolvers<void>();
  const timer = setTimeout(resolve, ms);
  await Promise.race([promise, timeUp]);
  clearTimeout(timer);
}
