import { describe, expect, it, vi } from 'vitest';

import { jobQueueCloseContract } from '#libs/ports/job-queue-close.contract.js';
import { jobQueueContract, type QueueSettings } from '#libs/ports/job-queue.contract.js';
import { jobQueueTurnsContract } from '#libs/ports/job-queue-turns.contract.js';

import { until } from '../../../test/harness/http/until.js';
import { newPrefix, queueUrl, removeKeys } from '../../../test/harness/servers/redis.js';
import { describeOn, realServer } from '../../../test/harness/servers/servers.js';
import { BullmqJobQueue } from './job-queue.js';

describeOn('on Redis', [await realServer('redis')], (redisUrl) => {
  async function open({ backoffMs }: QueueSettings) {
    const prefix = newPrefix();
    const queue = new BullmqJobQueue(queueUrl(redisUrl!, prefix), { warn: () => undefined, lockMs: 30_000, backoffMs });
    return { queue, clean: () => removeKeys(redisUrl!, prefix) };
  }
  jobQueueContract('BullmqJobQueue', open);
  jobQueueCloseContract('BullmqJobQueue', open);
  jobQueueTurnsContract('BullmqJobQueue', open);

  describe('BullmqJobQueue', () => {
    it.each([
      ['two hours', 7_200_000, 60],
      ['four minutes, as clocks may be', 240_000, 1],
    ])('runs a repeated task whose next run was set by a process with a clock that was ahead by %s', async (_, shift, seconds) => {
      const prefix = newPrefix();
      const start = () => new BullmqJobQueue(queueUrl(redisUrl!, prefix), { warn: () => undefined, lockMs: 30_000 });
      const ran = (queue: BullmqJobQueue) => new Promise<void>((resolve) => queue.every(seconds, async () => resolve()));
      const now = Date.now();
      const clock = vi.spyOn(Date, 'now').mockImplementation(() => now + shift);
      const ahead = start();
      await ran(ahead);
      await ahead.close(1_000);
      clock.mockRestore();
      const right = start();
      await ran(right);
      await right.close(1_000);
      await removeKeys(redisUrl!, prefix);
    });

    it('knows the oldest waiting job, however many run before it', async () => {
      const prefix = newPrefix();
      const queue = new BullmqJobQueue(queueUrl(redisUrl!, prefix), { warn: () => undefined, lockMs: 30_000 });
      expect((await queue.counts()).oldest).toBeNull();
      const begun = Date.now();
      await queue.add({ imageId: 'first', generation: 1 }, { priority: 'last', owner: 'ada' });
      await until(async () => (Date.now() > begun + 50 ? true : null));
      const later = Date.now();
      const others = Array.from({ length: 1_500 }, (_, n) =>
        queue.add({ imageId: `later${n}`, generation: 1 }, { priority: 'new', owner: `owner${n}` }),
      );
      await Promise.all(others);
      const { waiting, oldest } = await queue.counts();
      expect(waiting).toBe(1_501);
      expect(oldest!.getTime()).toBeGreaterThanOrEqual(begun);
      expect(oldest!.getTime()).toBeLessThan(later);
      await queue.close(1_000);
      await removeKeys(redisUrl!, prefix);
    });

    it('retries a job soon that failed in a process with a clock two hours ahead', async () => {
      const prefix = newPrefix();
      const settings = { warn: () => undefined, lockMs: 30_000, backoffMs: 1, farIntervalMs: 10 };
      const start = () => new BullmqJobQueue(queueUrl(redisUrl!, prefix), settings);
      const now = Date.now();
      const clock = vi.spyOn(Date, 'now').mockImplementation(() => now + 2 * 3_600_000);
      const ahead = start();
      await ahead.add({ imageId: 'a', generation: 1 }, { priority: 'new', owner: 'ada' });
      const failed = Promise.withResolvers<void>();
      ahead.process(async () => (failed.resolve(), Promise.reject(new Error('Its disk is full.'))), { concurrency: 1 });
      await failed.promise;
      await until(async () => (await ahead.counts()).delayed === 1 || null);
      await ahead.close(1_000);
      clock.mockRestore();
      const right = start();
      await new Promise<void>((resolve) => right.process(async () => resolve(), { concurrency: 1 }));
      await right.close(1_000);
      await removeKeys(redisUrl!, prefix);
    });

    it('its messages contain no password', () => {
      const warn = () => undefined;
      expect(() => new BullmqJobQueue('redis://:hunter2@/x', { warn, lockMs: 1 })).toThrow(/^SHOEBOX_QUEUE_URL (?!.*hunter2)[^\n]+$/);
    });
  });
});
