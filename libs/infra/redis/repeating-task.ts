import { Queue } from 'bullmq';
import type { Redis } from 'ioredis';

import { CLOCK_TOLERANCE } from '#libs/domain/drive/clock.js';

import { BullmqWorker, type WorkerSettings } from './worker.js';
import { ready } from './connection.js';

/** Milliseconds between two checks that the schedule exists: a Redis that lost its data lost it as well. */
const CHECK_INTERVAL = 5_000;
/** A key in Redis; older versions use the same. */
const SCHEDULE = 'turn';

type Settings = Omit<WorkerSettings, 'concurrency'> & {
  /** The connection for the queue; the worker has its own. */
  connection: Redis;
  everyMs: number;
};

/**
 * A task that runs repeatedly in one of all processes that offer it, and never twice at the same time: a job scheduler in a queue of its
 * own with a global concurrency of one. The first run is immediate when no process was there before.
 */
export class BullmqRepeatingTask {
  private readonly queue: Queue;
  private readonly worker: BullmqWorker;
  private readonly timer: NodeJS.Timeout;
  private stopped = false;
  /** The time of the next run as the last checks saw it, and since when it has been the same. */
  private seen = { next: NaN, since: 0 };

  constructor(
    private readonly settings: Settings,
    task: () => Promise<void>,
  ) {
    const { queueName, prefix, connection, warn } = settings;
    this.queue = new Queue(queueName, { connection, prefix, skipVersionCheck: true, skipWaitingForReady: true });
    this.queue.on('error', () => undefined);
    this.worker = new BullmqWorker({ ...settings, concurrency: 1 }, () =>
      task().catch((error: unknown) => warn('A repeated task failed.', { err: error })),
    );
    this.timer = setInterval(() => void this.schedule(), Math.min(CHECK_INTERVAL, Math.max(settings.everyMs, 1_000))).unref();
    void ready(connection).then(
      () => this.schedule(),
      () => undefined,
    );
  }

  async stop(graceMs: number): Promise<void> {
    this.stopped = true;
    clearInterval(this.timer);
    await this.worker.stop(graceMs);
    await this.queue.close().catch(() => undefined);
  }

  /**
   * Creates the schedule unless it exists with this interval. One whose next run is too far away was written by a process with a clock that
   * is wrong, and is made anew; also a little too far, when nobody runs it any more. A failure is retried at the next check.
   */
  private async schedule(): Promise<void> {
    const every = Math.max(1, Math.round(this.settings.everyMs));
    try {
      const there = await this.queue.getJobScheduler(SCHEDULE);
      const next = Number(there?.next);
      if (next !== this.seen.next) this.seen = { next, since: performance.now() };
      const isFar = next > Date.now() + every + CLOCK_TOLERANCE * 1000;
      const isLeft = next > Date.now() + every && performance.now() > this.seen.since + every + CHECK_INTERVAL;
      if (this.stopped || (Number(there?.every) === every && !isFar && !isLeft)) return;
      if (isFar || isLeft) await this.queue.removeJobScheduler(SCHEDULE);
      await this.queue.setGlobalConcurrency(1);
      await this.queue.upsertJobScheduler(SCHEDULE, { every }, { name: SCHEDULE, opts: { removeOnComplete: true, removeOnFail: true } });
    } catch {
      // Redis is away; its connection warns about that.
    }
  }
}
