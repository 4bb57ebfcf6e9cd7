import { Gauge, type Registry } from 'prom-client';

import type { JobQueue, QueueCounts } from '#libs/ports/job-queue.js';

/** What waits for its sizes, asked when somebody asks. */
export class QueueMetrics {
  private queue: Pick<JobQueue, 'counts'> | undefined;

  constructor(registry: Registry) {
    const counts = () => this.counts();
    const registers = [registry];
    void new Gauge({
      name: 'shoebox_queue_jobs',
      help: 'Jobs of the queue now: waiting for a worker, active in one, or delayed until they are tried again.',
      labelNames: ['state'],
      registers,
      async collect() {
        this.reset();
        const now = await counts();
        if (!now) return;
        for (const state of ['waiting', 'active', 'delayed'] as const) this.set({ state }, now[state]);
      },
    });
    void new Gauge({
      name: 'shoebox_queue_oldest_waiting_seconds',
      help: 'How long the oldest job that waits has been waiting; 0 when none does.',
      labelNames: [],
      registers,
      async collect() {
        const now = await counts();
        if (now) this.set(now.oldest ? Math.max(0, Date.now() - now.oldest.getTime()) / 1000 : 0);
        else this.remove();
      },
    });
  }

  watch(queue: Pick<JobQueue, 'counts'>): void {
    this.queue = queue;
  }

  /** Null when the queue does not answer: then there is no number, and all others are still told. */
  private async counts(): Promise<QueueCounts | null> {
    return (await this.queue?.counts().catch(() => null)) ?? null;
  }
}
