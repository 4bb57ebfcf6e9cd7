import { expect, it } from 'vitest';

import { WriteBuffers } from './write-buffers.js';

it('creates at most 32 buffers and gives returned ones to waiting callers in order', async () => {
  const buffers = new WriteBuffers();
  const taken = Array.from({ length: 32 }, () => buffers.take());
  for (const buffer of taken) expect(buffer).toHaveLength(buffers.size);
  expect(new Set(taken).size).toBe(32);
  const waiting = [buffers.take(), buffers.take()];
  const order: number[] = [];
  waiting.forEach((buffer, index) => void Promise.resolve(buffer).then(() => order.push(index)));
  buffers.give(taken[5] as Buffer);
  buffers.give(taken[9] as Buffer);
  expect(await Promise.all(waiting)).toEqual([taken[5], taken[9]]);
  expect(order).toEqual([0, 1]);
});

it('reuses a returned buffer before it creates another', () => {
  const buffers = new WriteBuffers();
  const first = buffers.take() as Buffer;
  buffers.give(first);
  expect(buffers.take()).toBe(first);
  expect(buffers.take()).not.toBe(first);
});
