import { WaitingError, Worker, type Job } from 'bullmq';
import type { Redis, RedisOptions } from 'ioredis';

import type { Warn } from '#libs/ports/job-queue.js';

import { watchConnection, persistentConnection } from './connection.js';

/** Milliseconds that an aborted job has to clean up. */
const ABORT_MS = 1_000;
/** Milliseconds for closing connections cleanly, before they are cut. */
const DISCONNECT_MS = 500;
/** Milliseconds between a failure of Redis and the worker's retry. */
const RETRY_DELAY = 1_000;

export interface WorkerSettings {
  queueName: string;
  prefix: string;
  options: RedisOptions;
  concurrency: number;
  /** Milliseconds without a sign of life of its process after which a job counts as stalled. */
  lockMs: number;
  warn: Warn;
}

/** Runs the jobs of one queue until it is stopped. It then returns unfinished jobs to the queue, so other processes need not wait for them. */
export class BullmqWorker {
  private readonly worker: Worker;
  private readonly connection: Redis;
  private readonly active = new Map<Job, { token: string; controller: AbortController }>();

  constructor(
    { queueName, prefix, options, concurrency, lockMs, warn }: WorkerSettings,
    private readonly work: (job: Job, signal: AbortSignal) => Promise<void>,
  ) {
    this.connection = persistentConnection(options);
    watchConnection(this.connection, warn);
    this.worker = new Worker(queueName, (job, token) => this.run(job, token!), {
      connection: this.connection,
      prefix,
      concurrency,
      lockDuration: lockMs,
      // BullMQ declares a job stalled at its second check.
      stalledInterval: lockMs / 2,
      // A crashed process is no failure of the job: crashes are counted in the row of the image.
      maxStalledCount: 1_000,
      runRetryDelay: RETRY_DELAY,
      skipVersionCheck: true,
      removeOnComplete: { count: 0 },
      removeOnFail: { count: 0 },
    });
    // The connection and the caller report errors.
    this.worker.on('error', () => undefined);
  }

  /** Starts no more jobs, waits, then aborts the running ones and returns them to the queue. */
  async stop(graceMs: number): Promise<void> {
    const idle = this.worker.pause().catch(() => undefined);
    await within(graceMs, idle);
    for (const { controller } of this.active.values()) controller.abort();
    await within(ABORT_MS, idle);
    await within(DISCONNECT_MS, Promise.all([...this.active].map(([job, { token }]) => job.moveToWait(token).catch(() => undefined))));
    await within(DISCONNECT_MS, this.worker.close(true));
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

/** Resolves when the promise does, or after the timeout. */
async function within(ms: number, promise: Promise<unknown>): Promise<void> {
  const { promise: timeUp, resolve } = Promise.withResolvers<void>();
  const timer = setTimeout(resolve, ms);
  await Promise.race([promise, timeUp]);
  clearTimeout(timer);
}
