import { Queue } from 'bullmq';
import type { Redis } from 'ioredis';

import { BullmqWorker, type WorkingSettings } from './worker.js';
import { ready } from './connection.js';

/** Milliseconds between two looks whether the schedule is still there: a Redis that lost everything lost it, too. */
const LOOK = 5_000;
const SCHEDULE = 'turn';

type Settings = Omit<WorkingSettings, 'concurrency'> & {
  /** For questions. */
  asking: Redis;
  everyMs: number;
};

/**
 * A task that is done every so often by one of all processes that offer it, and never by two at a time: one schedule in a queue of its
 * own, of which one job at most runs, wherever. The first turn is at once when no process was there before.
 */
export class BullmqRepeatingTask {
  private readonly queue: Queue;
  private readonly worker: BullmqWorker;
  private readonly timer: NodeJS.Timeout;
  private stopped = false;

  constructor(
    private readonly settings: Settings,
    task: () => Promise<void>,
  ) {
    const { queueName, prefix, asking, warn } = settings;
    this.queue = new Queue(queueName, { connection: asking, prefix, skipVersionCheck: true, skipWaitingForReady: true });
    this.queue.on('error', () => undefined);
    this.worker = new BullmqWorker({ ...settings, concurrency: 1 }, () =>
      task().catch((error: unknown) => warn('A repeated task failed.', { err: error })),
    );
    this.timer = setInterval(() => void this.schedule(), Math.min(LOOK, Math.max(settings.everyMs, 1_000))).unref();
    void ready(asking).then(
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

  /** Makes the schedule unless it is there, as it should be. What fails is done at the next look. */
  private async schedule(): Promise<void> {
    const every = Math.max(1, Math.round(this.settings.everyMs));
    try {
      const there = await this.queue.getJobScheduler(SCHEDULE);
      if (this.stopped || Number(there?.every) === every) return;
      await this.queue.setGlobalConcurrency(1);
      await this.queue.upsertJobScheduler(SCHEDULE, { every }, { name: SCHEDULE, opts: { removeOnComplete: true, removeOnFail: true } });
    } catch {
      // Redis is away, which its connection says.
    }
  }
}
