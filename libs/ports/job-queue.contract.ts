import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { latch, recorder, settled } from './job-handlers.contract.js';
import { MAX_RUNS, type JobPriority, type JobQueue, type TransformJob, type VariantsJob } from './job-queue.js';

export interface OpenedQueue {
  /** Empty. */
  queue: JobQueue;
  /** Deletes its contents; the suite closes the queue itself. */
  clean: () => Promise<void>;
}

export interface QueueSettings {
  /** Milliseconds before the second run of a failed job. */
  backoffMs: number;
}

const job = (imageId: string, generation = 1): VariantsJob => ({ imageId, generation });
const NOBODY = { waiting: 0, active: 0, delayed: 0, oldest: null };

/** Every `JobQueue` passes this suite. */
export function jobQueueContract(name: string, open: (settings: QueueSettings) => Promise<OpenedQueue>): void {
  describe(`${name} is a job queue`, () => {
    let queue: JobQueue;
    let clean: () => Promise<void>;
    beforeEach(async () => ({ queue, clean } = await open({ backoffMs: 10 })));
    afterEach(async () => {
      await queue.close(0);
      await clean();
    });

    const add = (imageId: string, priority: JobPriority = 'new', delay = 0) => queue.add(job(imageId), { priority, owner: 'ada', delay });

    it('runs each job once, with its data', async () => {
      const seen = recorder();
      queue.process(seen.handler, { concurrency: 2 });
      await Promise.all([add('a'), queue.add(job('b', 7), { priority: 'rebuild', owner: 'ada' })]);
      await seen.count(2);
      expect(seen.jobs).toEqual(expect.arrayContaining([job('a'), job('b', 7)]));
      await settled(queue, NOBODY);
      expect(seen.jobs).toHaveLength(2);
    });

    it('runs jobs that were added before the handler', async () => {
      await add('a');
      const seen = recorder();
      queue.process(seen.handler, { concurrency: 1 });
      await seen.count(1);
    });

    it('runs by priority, and then in the order added', async () => {
      for (const id of ['l1', 'l2']) await add(id, 'last');
      for (const id of ['r1', 'r2']) await add(id, 'rebuild');
      for (const id of ['n1', 'n2']) await add(id, 'new');
      const seen = recorder();
      queue.process(seen.handler, { concurrency: 1 });
      await seen.count(6);
      expect(seen.jobs.map(({ imageId }) => imageId)).toEqual(['n1', 'n2', 'r1', 'r2', 'l1', 'l2']);
    });

    it('runs at most `concurrency` jobs at the same time', async () => {
      const blocker = latch();
      let running = 0;
      let most = 0;
      const seen = recorder(async () => {
        most = Math.max(most, ++running);
        await blocker.opened;
        running--;
      });
      queue.process(seen.handler, { concurrency: 3 });
      await Promise.all(Array.from({ length: 10 }, (_, i) => add(`${i}`)));
      await seen.count(3);
      expect(await queue.counts()).toMatchObject({ active: 3, waiting: 7, delayed: 0 });
      blocker.open();
      await seen.count(10);
      expect(most).toBe(3);
    });

    it('ignores a job for an image and generation that waits, is delayed or runs', async () => {
      const blocker = latch();
      const seen = recorder(() => blocker.opened);
      await Promise.all(Array.from({ length: 20 }, () => add('a')));
      await add('later', 'new', 30_000);
      await add('later');
      expect(await queue.counts()).toMatchObject({ waiting: 1, delayed: 1 });
      queue.process(seen.handler, { concurrency: 2 });
      await seen.count(1);
      await add('a');
      await queue.add(job('a', 2), { priority: 'new', owner: 'ada' });
      await seen.count(2);
      expect(seen.jobs).toEqual([job('a'), job('a', 2)]);
      expect(await queue.counts()).toMatchObject({ waiting: 0, active: 2, delayed: 1 });
      blocker.open();
    });

    it('takes the jobs of one image for the same result once, and beside them that of its variants', async () => {
      const blocker = latch();
      const seen = recorder(() => blocker.opened);
      const transform = (result: string): TransformJob => ({
        ...job('a'),
        transform: { name: result, modifiers: 'SL9', format: 'webp' },
      });
      for (const result of ['1', '2', '1', '2']) await queue.add(transform(result), { priority: 'transform', owner: 'ada' });
      await add('a');
      expect(await queue.counts()).toMatchObject({ waiting: 3 });
      queue.process(seen.handler, { concurrency: 3 });
      await seen.count(3);
      await queue.add(transform('1'), { priority: 'transform', owner: 'ada' });
      expect(await queue.counts()).toMatchObject({ waiting: 0, active: 3 });
      expect(seen.jobs).toEqual(expect.arrayContaining([job('a'), transform('1'), transform('2')]));
      blocker.open();
    });

    it('accepts the job again after it has finished', async () => {
      const seen = recorder();
      queue.process(seen.handler, { concurrency: 1 });
      await add('a');
      await seen.count(1);
      await settled(queue, NOBODY);
      await add('a');
      await seen.count(2);
    });

    it('runs a delayed job later', async () => {
      const seen = recorder();
      queue.process(seen.handler, { concurrency: 1 });
      await add('later', 'new', 300);
      expect(await queue.counts()).toMatchObject({ delayed: 1, waiting: 0 });
      await add('now');
      await seen.count(2);
      expect(seen.jobs).toEqual([job('now'), job('later')]);
    });

    it('counts tells when the oldest waiting job was added', async () => {
      const start = Date.now();
      await add('a');
      await add('b');
      const { waiting, oldest } = await queue.counts();
      expect(waiting).toBe(2);
      // The server may have another clock.
      expect(Math.abs(oldest!.getTime() - start)).toBeLessThan(60_000);
    });

    it('retries a failed job until it succeeds', async () => {
      const seen = recorder(async () => {
        if (seen.jobs.length < 3) throw new Error('not yet');
      });
      queue.process(seen.handler, { concurrency: 1 });
      await add('a');
      await seen.count(3);
      await settled(queue, NOBODY);
      expect(seen.jobs).toHaveLength(3);
    });

    it('runs other jobs before a failed one', async () => {
      const blocker = latch();
      const seen = recorder(async ({ imageId }) => {
        if (imageId === 'bad' && seen.jobs.length === 1) throw new Error('once');
        if (imageId === 'slow') await blocker.opened;
      });
      queue.process(seen.handler, { concurrency: 1 });
      await add('bad');
      await seen.count(1);
      await add('slow');
      await seen.count(2);
      await settled(queue, { waiting: 1, delayed: 0 });
      await add('later', 'rebuild');
      blocker.open();
      await seen.count(4);
      expect(seen.jobs.map(({ imageId }) => imageId)).toEqual(['bad', 'slow', 'later', 'bad']);
    });

    it('gives up after MAX_RUNS runs, tells the handler which one is the last, and then accepts the job again', async () => {
      const last: boolean[] = [];
      const seen = recorder((_, { isLast }) => (last.push(isLast), Promise.reject(new Error('never'))));
      queue.process(seen.handler, { concurrency: 1 });
      await add('a');
      await seen.count(MAX_RUNS);
      await settled(queue, NOBODY);
      expect(last).toEqual([...Array(MAX_RUNS - 1).fill(false), true]);
      await add('a');
      await seen.count(MAX_RUNS + 1);
    });

    it('runs other jobs while one waits for its retry', async () => {
      const seen = recorder(async ({ imageId }) => {
        if (imageId === 'bad') throw new Error('never');
      });
      queue.process(seen.handler, { concurrency: 1 });
      await add('bad');
      await add('good');
      await seen.count(MAX_RUNS + 1);
      expect(seen.jobs.slice(0, 2)).toEqual([job('bad'), job('good')]);
    });

    it('repeats a task, also when it fails', async () => {
      const calls = latch();
      let count = 0;
      queue.every(0.02, async () => {
        if (++count === 3) calls.open();
        throw new Error('a task that fails');
      });
      await calls.opened;
    });

    it('runs a task for the first time immediately', async () => {
      await new Promise<void>((resolve) => queue.every(86_400, async () => resolve()));
    });

    it('never runs a task twice at the same time', async () => {
      const [busy, next] = [latch(), latch()];
      let running = 0;
      let most = 0;
      let count = 0;
      queue.every(0.01, async () => {
        most = Math.max(most, ++running);
        if (++count === 1) await busy.opened;
        if (count === 3) next.open();
        running--;
      });
      // Another task shows that time has passed.
      let ticks = 0;
      queue.every(0.01, async () => {
        if (++ticks === 5) busy.open();
      });
      await next.opened;
      expect(most).toBe(1);
    });

    it('check resolves while it can be used', async () => {
      await expect(queue.check()).resolves.toBeUndefined();
    });
  });
}
