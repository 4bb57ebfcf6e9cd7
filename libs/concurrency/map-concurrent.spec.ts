import { expect, it } from 'vitest';

import { mapConcurrent } from './map-concurrent.js';

it('runs at most that many at a time, and all of them', async () => {
  let now = 0;
  let most = 0;
  const done: number[] = [];
  await mapConcurrent([1, 2, 3, 4, 5, 6, 7], 3, async (item) => {
    most = Math.max(most, ++now);
    await new Promise((resolve) => setImmediate(resolve));
    now--;
    done.push(item);
  });
  expect([most, done.sort()]).toEqual([3, [1, 2, 3, 4, 5, 6, 7]]);
});

it('takes no more items after an error, and rejects with it', async () => {
  const begun: number[] = [];
  const work = async (item: number) => {
    begun.push(item);
    await Promise.resolve();
    if (item === 1) throw new Error('one');
  };
  await expect(mapConcurrent([1, 2, 3, 4], 1, work)).rejects.toThrow('one');
  expect(begun).toEqual([1]);
});
