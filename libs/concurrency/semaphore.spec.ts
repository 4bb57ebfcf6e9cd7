import { describe, expect, it } from 'vitest';

import { Semaphore } from './semaphore.js';

describe('Semaphore', () => {
  it('runs as many as it has permits, queues others in order of arrival, and refuses work when the queue is full', async () => {
    const semaphore = new Semaphore(2, 2, () => new Error('full'));
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

  it('releases the permit when the work fails', async () => {
    const semaphore = new Semaphore(1, 0, () => new Error('full'));
    await expect(semaphore.run(() => Promise.reject(new Error('no')))).rejects.toThrow('no');
    await expect(semaphore.run(async () => 'next')).resolves.toBe('next');
  });
});

/** Resolves when every promise that can settle has settled. */
const settled = () => new Promise((resolve) => setImmediate(resolve));
