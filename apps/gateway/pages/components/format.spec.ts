import { expect, it } from 'vitest';

import { formatBytes, formatMonth, formatTaken, formatTime } from './format.js';

it.each([
  [0, '0 B'],
  [1023, '1023 B'],
  [1024, '1.0 KB'],
  [10_188, '9.9 KB'],
  [10_240, '10 KB'],
  [1_048_400, '1.0 MB'],
  [100 * 2 ** 20, '100 MB'],
  [3.5 * 2 ** 30, '3.5 GB'],
  [5000 * 2 ** 40, '5000 TB'],
])('%i bytes are %s', (bytes, words) => {
  expect(formatBytes(bytes)).toBe(words);
});

it('formatTime shows times in UTC and says so', () => {
  expect(formatTime('2026-05-17T23:30:00.000Z')).toBe('17 May 2026 at 23:30 UTC');
  expect(formatTime('2026-05-17T23:30:00.000Z', true)).toBe('17 May 2026');
});

it('formatTaken does not convert the time of a camera', () => {
  expect(formatTaken('2019-06-30T23:59:00.000Z')).toBe('30 June 2019 at 23:59');
  expect(formatMonth('2019-06-30T23:59:59.999Z')).toBe('June 2019');
});
