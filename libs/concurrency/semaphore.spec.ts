import { describe, expect, it } from 'vitest';

import { Semaphore } from './semaphore.js';

describe('Semaphore', () => {
  it('runs as many as it has permits, queues others in order of arrival, and refuses work when the queue is full', async () => {
    const semaphore = new Semaphore({ permits: 2, maxQueued: 2, refusal: () => new Error('full') });
    const begun: number[] = [];
    const ends: (() => void)[] = [];
    const work = (n: number) =>
      semaphore.run(async () => {
        begun.push(n);
        await new Promise<void>((resolve) => ends.push(resolve));
        return n;
      });
    const all = [1, 2, 3, 4].map(work);
    await expect(work(5)).rejects.toThrow('full');
    expect(begun).toEqual([1, 2]);
    for (const n of [0, 1, 2, 3]) {
      ends[n]!();
      await settled();
    }
    expect(begun).toEqual([1, 2, 3, 4]);
    await expect(Promise.all(all)).resolves.toEqual([1, 2, 3, 4]);
    // No permit was lost or made twice.
    const later = [5, 6, 7].map(work);
    await settled();
    expect(begun).toEqual([1, 2, 3, 4, 5, 6]);
    for (const n of [4, 5, 6]) {
      ends[n]!();
      await settled();
    }
    await Promise.all(later);
  });

  it('runs the work of several callers by turns, and refuses that of one who has too much waiting', async () => {
    const semaphore = new Semaphore({ permits: 1, maxQueued: 10, maxQueuedOfCaller: 3, refusal: () => new Error('full') });
    const order: string[] = [];
    const { promise: held, resolve: release } = Promise.withResolvers<void>();
    const work = (name: string) =>
      semaphore.run(async () => {
        order.push(name);
        await held;
      }, name[0]);
    const all = ['a1', 'a2', 'a3', 'a4'].map(work);
    await expect(work('a5')).rejects.toThrow('full');
    all.push(...['b1', 'b2'].map(work));
    release();
    await Promise.all(all);
    expect(order).toEqual(['a1', 'a2', 'b1', 'a3', 'b2', 'a4']);
  });

  it('runs no more of one caller than it may, and lets others pass what waits for that', async () => {
    const semaphore = new Semaphore({ permits: 3, permitsOfCaller: 2, maxQueued: 10, refusal: () => new Error('full') });
    const begun: string[] = [];
    const ends = new Map<string, () => void>();
    const work = (name: string) =>
      semaphore.run(async () => {
        begun.push(name);
        await new Promise<void>((resolve) => ends.set(name, resolve));
      }, name[0]);
    const all = ['a1', 'a2', 'a3', 'a4', 'b1', 'b2'].map(work);
    await settled();
    expect(begun).toEqual(['a1', 'a2', 'b1']);
    ends.get('b1')!();
    await settled();
    expect(begun).toEqual(['a1', 'a2', 'b1', 'b2']);
    ends.get('b2')!();
    await settled();
    expect(begun).toHaveLength(4);
    ends.get('a1')!();
    await settled();
    expect(begun.slice(4)).toEqual(['a3']);
    for (const name of ['a2', 'a3', 'a4']) {
      ends.get(name)!();
      await settled();
    }
    await Promise.all(all);
  });

  it('releases the permit when the work fails', async () => {
    const semaphore = new Semaphore({ permits: 1, maxQueued: 0, refusal: () => new Error('full') });
    await expect(semaphore.run(() => Promise.reject(new Error('no')))).rejects.toThrow('no');
    await expect(semaphore.run(async () => 'next')).resolves.toBe('next');
  });
});

/** Resolves when every promise that can settle has settled. */
const settled = () => new Promise((resolve) => setImmediate(resolve));
