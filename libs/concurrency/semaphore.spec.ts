import { describe, expect, it } from 'vitest';

import { Semaphore } from './semaphore.js';

describe('Gate', () => {
  it('runs so many at once, the others in the order of their coming, and refuses who finds the queue full', async () => {
    const gate = new Semaphore(2, 2);
    const begun: number[] = [];
    const ends: (() => void)[] = [];
    const work = (n: number) =>
      gate.run(async () => {
        begun.push(n);
        await new Promise<void>((resolve) => ends.push(resolve));
        return n;
      });
    const all = [1, 2, 3, 4].map(work);
    await expect(work(5)).rejects.toMatchObject({ code: 'UNAVAILABLE', headers: { 'retry-after': '5' } });
    expect(begun).toEqual([1, 2]);
    for (const n of [0, 1, 2, 3]) {
      ends[n]!();
      await settled();
    }
    expect(begun).toEqual([1, 2, 3, 4]);
    await expect(Promise.all(all)).resolves.toEqual([1, 2, 3, 4]);
    // Nobody has taken a place along that was never theirs.
    const later = [5, 6, 7].map(work);
    await settled();
    expect(begun).toEqual([1, 2, 3, 4, 5, 6]);
    for (const n of [4, 5, 6]) {
      ends[n]!();
      await settled();
    }
    await Promise.all(later);
  });

  it('gives the place back when the work fails', async () => {
    const gate = new Semaphore(1, 0);
    await expect(gate.run(() => Promise.reject(new Error('no')))).rejects.toThrow('no');
    await expect(gate.run(async () => 'next')).resolves.toBe('next');
  });
});

/** Every promise that can go on has gone on. */
const settled = () => new Promise((resolve) => setImmediate(resolve));
