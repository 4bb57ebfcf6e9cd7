import { expect, it } from 'vitest';

import { RequestCounts } from './request-counts.js';

it('counts what was asked for before', () => {
  const counts = new RequestCounts();
  expect([counts.add('a'), counts.add('a'), counts.add('b'), counts.of('a'), counts.of('c')]).toEqual([0, 1, 0, 2, 0]);
  counts.clear();
  expect([counts.of('a'), counts.size]).toEqual([0, 0]);
});

it('halves all counts after so many requests, and forgets those of one', () => {
  const counts = new RequestCounts(10);
  for (const key of ['a', 'a', 'a', 'a', 'a', 'b', 'c', 'd', 'e']) counts.add(key);
  expect(counts.of('a')).toBe(5);
  counts.add('f');
  expect(['a', 'b', 'f'].map((key) => counts.of(key))).toEqual([2, 0, 1]);
  expect(counts.size).toBe(2);
  // The next ten begin now.
  for (let n = 0; n < 9; n++) counts.add('a');
  expect(counts.of('a')).toBe(11);
  counts.add('g');
  expect(counts.of('a')).toBe(5);
});

it('counts no higher than fifteen, so that nothing stays popular for long', () => {
  const counts = new RequestCounts();
  for (let n = 0; n < 100; n++) counts.add('a');
  expect(counts.of('a')).toBe(15);
});

it('counts anew after it was cleared', () => {
  const counts = new RequestCounts(10);
  for (let n = 0; n < 5; n++) counts.add('a');
  counts.clear();
  for (let n = 0; n < 9; n++) counts.add('a');
  expect(counts.of('a')).toBe(9);
});
