import { expect, vi } from 'vitest';

import type { JobHandler, JobQueue, QueueCounts, Job } from './job-queue.js';

/** A promise that the test resolves with `open`. */
export function latch(): { opened: Promise<void>; open: () => void } {
  const { promise, resolve } = Promise.withResolvers<void>();
  return { opened: promise, open: resolve };
}

/** A handler that records its jobs; `count` resolves when there are as many. */
export function recorder(work: JobHandler = async () => {}): {
  handler: JobHandler;
  jobs: Job[];
  count: (n: number) => Promise<void>;
} {
  const jobs: Job[] = [];
  const waiting: { n: number; resolve: () => void }[] = [];
  const handler: JobHandler = async (job, run) => {
    jobs.push(job);
    for (const { n, resolve } of waiting) if (jobs.length >= n) resolve();
    await work(job, run);
  };
  const count = (n: number) => new Promise<void>((resolve) => (jobs.length >= n ? resolve() : waiting.push({ n, resolve })));
  return { handler, jobs, count };
}

/** Resolves when the counts are as given: a job ends a little after its handler. */
export async function settled(queue: JobQueue, counts: Partial<QueueCounts>): Promise<void> {
  await vi.waitFor(async () => expect(await queue.counts()).toMatchObject(counts), { timeout: 10_000, interval: 5 });
}
