import { EventEmitter } from 'node:events';

import { expect, it } from 'vitest';

import { HeldBytes } from './held-bytes.js';

it('admits no more than its bound, and again what is taken or whose answer is over', () => {
  const held = new HeldBytes(100);
  const answer = new EventEmitter();
  held.takeFor(answer, 60);
  const release = held.take(30);
  expect([held.bytes, held.admits(10), held.admits(11)]).toEqual([90, true, false]);
  release();
  release();
  expect(held.bytes).toBe(60);
  answer.emit('close');
  answer.emit('close');
  expect([held.bytes, held.admits(100), held.admits(101)]).toEqual([0, true, false]);
});
