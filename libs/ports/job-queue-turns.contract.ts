import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { latch, recorder } from './job-handlers.contract.js';
import type { OpenedQueue, QueueSettings } from './job-queue.contract.js';
import type { JobQueue, TransformJob, VariantsJob } from './job-queue.js';

const job = (imageId: string): VariantsJob => ({ imageId, generation: 1 });

/** The order of the jobs of several owners, and of several priorities. */
export function jobQueueTurnsContract(name: string, open: (settings: QueueSettings) => Promise<OpenedQueue>): void {
  describe(`${name} is fair`, () => {
    let queue: JobQueue;
    let clean: () => Promise<void>;
    beforeEach(async () => ({ queue, clean } = await open({ backoffMs: 10 })));
    afterEach(async () => {
      await queue.close(0);
      await clean();
    });

    /** One after the other, as uploads come. */
    async function addOf(owner: string, ...imageIds: string[]): Promise<void> {
      for (const id of imageIds) await queue.add(job(id), { priority: 'new', owner });
    }

    it('runs the jobs of several owners by turns', async () => {
      await addOf('ada', 'a1', 'a2', 'a3', 'a4');
      await addOf('bea', 'b1', 'b2');
      const seen = recorder();
      queue.process(seen.handler, { concurrency: 1 });
      await seen.count(6);
      expect(seen.jobs.map(({ imageId }) => imageId)).toEqual(['a1', 'b1', 'a2', 'b2', 'a3', 'a4']);
    });

    it('runs the job of an owner who comes late before those that another has waiting', async () => {
      const blocker = latch();
      const seen = recorder(({ imageId }) => (imageId === 'a3' ? blocker.opened : Promise.resolve()));
      await addOf('ada', ...Array.from({ length: 50 }, (_, index) => `a${index + 1}`));
      queue.process(seen.handler, { concurrency: 1 });
      await seen.count(3);
      await addOf('bea', 'b1');
      // A job that is there already takes no turn from its owner.
      await addOf('bea', 'b1');
      blocker.open();
      await seen.count(51);
      expect(seen.jobs.findIndex(({ imageId }) => imageId === 'b1')).toBeLessThanOrEqual(4);
    });

    it('runs a transform by turns with uploads of its owner, and before what is made again', async () => {
      const transform = (imageId: string): TransformJob => ({ ...job(imageId), transform: { name: 'n', modifiers: 'SL9', format: 'jpg' } });
      await queue.add(job('r1'), { priority: 'rebuild', owner: 'ada' });
      await addOf('ada', 'a1', 'a2', 'a3');
      for (const id of ['t1', 't2']) await queue.add(transform(id), { priority: 'transform', owner: 'ada' });
      const seen = recorder();
      queue.process(seen.handler, { concurrency: 1 });
      await seen.count(6);
      expect(seen.jobs.map(({ imageId }) => imageId)).toEqual(['a1', 't1', 'a2', 't2', 'a3', 'r1']);
    });

    it('lets no priority wait for ever', async () => {
      await queue.add(job('r1'), { priority: 'rebuild', owner: 'ada' });
      await addOf('ada', ...Array.from({ length: 150 }, (_, index) => `a${index + 1}`));
      const seen = recorder();
      queue.process(seen.handler, { concurrency: 1 });
      await seen.count(151);
      expect(seen.jobs.findIndex(({ imageId }) => imageId === 'r1')).toBe(100);
    });
  });
}
