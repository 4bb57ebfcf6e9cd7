import { expect, it } from 'vitest';

import { formatMonth, formatTaken, formatTime } from './format.js';

it('formatTime shows times in UTC and says so', () => {
  expect(formatTime('2026-05-17T23:30:00.000Z')).toBe('17 May 2026 at 23:30 UTC');
  expect(formatTime('2026-05-17T23:30:00.000Z', true)).toBe('17 May 2026');
});

it('formatTaken does not convert the time of a camera', () => {
  expect(formatTaken('2019-06-30T23:59:00.000Z')).toBe('30 June 2019 at 23:59');
  expect(formatMonth('2019-06-30T23:59:59.999Z')).toBe('June 2019');
});
