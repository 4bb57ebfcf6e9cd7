import { describe, expect, it } from 'vitest';

import { latch, recorder, settled } from '#libs/ports/job-handlers.contract.js';

import { newPrefix, queueUrl, removeKeys } from '../../../test/harness/servers/redis.js';
import { describeOn, realServer } from '../../../test/harness/servers/servers.js';
import { TcpProxy } from '../../../test/harness/servers/tcp-proxy.js';
import { BullmqJobQueue } from './job-queue.js';

const job = (imageId: string) => ({ imageId, generation: 1 });
/** Milliseconds; a busy machine may be late. */
const A_SECOND = 1_000 + 500;

describeOn('on a real server', [await realServer('redis')], (redisUrl) => {
  describe('a queue whose Redis is away, hangs or forgets', () => {
    /** A queue behind a proxy, and its keys. */
    async function open(prefix = newPrefix(), lockMs = 30_000) {
      const proxy = await TcpProxy.open(redisUrl!);
      const said: string[] = [];
      const url = queueUrl(`redis://${proxy.address}`, prefix);
      const queue = new BullmqJobQueue(url, { warn: (message) => said.push(message), lockMs, backoffMs: 10 });
      const close = async () => {
        proxy.goOn();
        await proxy.restore();
        await queue.close(0);
        await proxy.cut();
        await removeKeys(redisUrl!, prefix);
      };
      return { proxy, queue, said, prefix, close };
    }

    async function refusesInTime(queue: BullmqJobQueue): Promise<void> {
      const began = performance.now();
      const calls = [queue.add(job('lost'), { priority: 'new', owner: 'ada' }), queue.counts(), queue.check()];
      const results = await Promise.allSettled(calls);
      expect(results.map(({ status }) => status)).toEqual(['rejected', 'rejected', 'rejected']);
      expect(performance.now() - began).toBeLessThan(A_SECOND);
    }

    it('rejects in time while Redis is away at the start, and works as soon as it is there', async () => {
      const { proxy, queue, said, close } = await open();
      await proxy.cut();
      const seen = recorder();
      queue.process(seen.handler, { concurrency: 1 });
      await refusesInTime(queue);
      expect(said.filter((line) => line.includes('can’t be reached')).length).toBeGreaterThan(0);
      await proxy.restore();
      await expect
        .poll(
          () =>
            queue.add(job('a'), { priority: 'new', owner: 'ada' }).then(
              () => true,
              () => false,
            ),
          { timeout: 10_000 },
        )
        .toBe(true);
      await seen.count(1);
      await close();
    });

    it('rejects in time while Redis hangs, and works afterwards', async () => {
      const { proxy, queue, close } = await open();
      const seen = recorder();
      queue.process(seen.handler, { concurrency: 1 });
      await queue.check();
      proxy.hang();
      await refusesInTime(queue);
      proxy.goOn();
      await expect
        .poll(
          () =>
            queue.add(job('a'), { priority: 'new', owner: 'ada' }).then(
              () => true,
              () => false,
            ),
          { timeout: 10_000 },
        )
        .toBe(true);
      await expect.poll(() => seen.jobs).toContainEqual(job('a'));
      await close();
    });

    it('works after Redis lost its data, with jobs running and waiting', async () => {
      const { queue, prefix, close } = await open();
      const [begun, blocker] = [latch(), latch()];
      const seen = recorder(async ({ imageId }) => {
        if (imageId !== 'a') return;
        begun.open();
        await blocker.opened;
      });
      queue.process(seen.handler, { concurrency: 1 });
      let runs = 0;
      queue.every(1, async () => void runs++);
      for (const id of ['a', 'b']) await queue.add(job(id), { priority: 'new', owner: 'ada' });
      await begun.opened;
      await expect.poll(() => runs).toBeGreaterThan(0);
      await removeKeys(redisUrl!, prefix);
      const before = runs;
      blocker.open();
      await queue.add(job('c'), { priority: 'new', owner: 'ada' });
      await expect.poll(() => seen.jobs, { timeout: 10_000 }).toContainEqual(job('c'));
      // The schedule is made again.
      await expect.poll(() => runs, { timeout: 15_000 }).toBeGreaterThan(before + 1);
      await close();
    });

    it('runs the job of a crashed process in another', async () => {
      const dying = await open(newPrefix(), 1_000);
      const other = await open(dying.prefix, 1_000);
      const begun = latch();
      dying.queue.process(
        async () => {
          begun.open();
          await new Promise(() => undefined);
        },
        { concurrency: 1 },
      );
      await dying.queue.add(job('a'), { priority: 'new', owner: 'ada' });
      await begun.opened;
      const seen = recorder();
      other.queue.process(seen.handler, { concurrency: 1 });
      // Nothing is heard of it any more.
      await dying.proxy.cut();
      await seen.count(1);
      await settled(other.queue, { active: 0, waiting: 0 });
      await dying.close();
      await other.close();
    });

    it('runs the unfinished job of a stopping process in another immediately', async () => {
      const [one, other] = [await open(), await open()];
      const two = new BullmqJobQueue(queueUrl(redisUrl!, one.prefix), { warn: () => undefined, lockMs: 30_000 });
      const begun = latch();
      one.queue.process(
        async (_, { signal }) => {
          begun.open();
          await new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(new Error('aborted'))));
        },
        { concurrency: 1 },
      );
      await one.queue.add(job('a'), { priority: 'new', owner: 'ada' });
      await begun.opened;
      const seen = recorder();
      two.process(seen.handler, { concurrency: 1 });
      await one.queue.close(0);
      await seen.count(1);
      await two.close(0);
      await one.close();
      await other.close();
    });

    it('runs a repeating task in one of ten processes', async () => {
      const prefix = newPrefix();
      const queues = Array.from(
        { length: 10 },
        () => new BullmqJobQueue(queueUrl(redisUrl!, prefix), { warn: () => undefined, lockMs: 30_000 }),
      );
      let runs = 0;
      let running = 0;
      let most = 0;
      const done = latch();
      for (const queue of queues)
        queue.every(0.5, async () => {
          most = Math.max(most, ++running);
          await new Promise(setImmediate);
          running--;
          if (++runs === 4) done.open();
        });
      const began = performance.now();
      await done.opened;
      // Four runs take at least three intervals; ten processes that all ran it would take one.
      expect(performance.now() - began).toBeGreaterThan(1_000);
      expect(most).toBe(1);
      await Promise.all(queues.map((queue) => queue.close(0)));
      await removeKeys(redisUrl!, prefix);
    });
  });
});
