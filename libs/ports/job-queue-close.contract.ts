import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { latch, recorder } from './job-handlers.contract.js';
import type { OpenedQueue, QueueSettings } from './job-queue.contract.js';
import type { JobQueue } from './job-queue.js';

/** Closing a job queue. */
export function jobQueueCloseContract(name: string, open: (settings: QueueSettings) => Promise<OpenedQueue>): void {
  describe(`${name} stops`, () => {
    let queue: JobQueue;
    let clean: () => Promise<void>;
    beforeEach(async () => ({ queue, clean } = await open({ backoffMs: 10 })));
    afterEach(async () => clean());

    const add = (imageId: string) => queue.add({ imageId, generation: 1 }, { priority: 'new', owner: 'ada' });

    it('after the running jobs, and starts no more', async () => {
      const blocker = latch();
      let done = 0;
      let aborted = false;
      const seen = recorder(async (_, { signal }) => {
        await blocker.opened;
        aborted ||= signal.aborted;
        done++;
      });
      queue.process(seen.handler, { concurrency: 2 });
      await Promise.all(['a', 'b', 'c'].map(add));
      await seen.count(2);
      setImmediate(blocker.open);
      await queue.close(10_000);
      expect({ done, aborted, begun: seen.jobs.length }).toEqual({ done: 2, aborted: false, begun: 2 });
    });

    it('after the grace period, and aborts the running jobs', async () => {
      const ended = latch();
      const seen = recorder(async (_, { signal }) => {
        await new Promise((resolve) => signal.addEventListener('abort', resolve));
        ended.open();
        throw new Error('aborted');
      });
      queue.process(seen.handler, { concurrency: 1 });
      await add('a');
      await seen.count(1);
      await queue.close(20);
      await ended.opened;
      expect(seen.jobs).toHaveLength(1);
    });

    it('when a handler never ends', async () => {
      const seen = recorder(() => new Promise(() => {}));
      queue.process(seen.handler, { concurrency: 1 });
      await add('a');
      await seen.count(1);
      await queue.close(0);
    });

    it('after a running task, and starts it no more', async () => {
      const [begun, blocker] = [latch(), latch()];
      let ended = 0;
      queue.every(0.01, async () => {
        begun.open();
        await blocker.opened;
        ended++;
      });
      await begun.opened;
      setImmediate(blocker.open);
      await queue.close(10_000);
      expect(ended).toBe(1);
    });

    it('and refuses jobs after that', async () => {
      await queue.close(0);
      await expect(add('a')).rejects.toThrow();
      await expect(queue.check()).rejects.toThrow();
    });

    it('when it is closed twice', async () => {
      await queue.close(0);
      await queue.close(0);
    });
  });
}
