import { expect, it } from 'vitest';

import { TaskQueue } from './task-queue.js';

it('runs in order, up to a limit at a time, and goes on as each ends', async () => {
  const queue = new TaskQueue(3);
  const begun: number[] = [];
  const ends: (() => void)[] = [];
  for (let index = 0; index < 5; index++) {
    queue.add(() => {
      begun.push(index);
      return new Promise((resolve) => ends.push(resolve));
    });
  }
  expect(begun).toEqual([0, 1, 2]);
  ends[1]?.();
  await expect.poll(() => begun).toEqual([0, 1, 2, 3]);
  ends[0]?.();
  ends[2]?.();
  await expect.poll(() => begun).toEqual([0, 1, 2, 3, 4]);
});
