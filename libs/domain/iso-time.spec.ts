import { expect, it } from 'vitest';

import { isoTime, isoTimeOrNull } from './iso-time.js';

it.each([
  0, -1, 1, 86_399_999, 86_400_000, -86_400_000, 951_782_400_123, 1_767_225_599_999, -62_167_219_200_000, -62_167_219_200_001,
  253_402_300_800_000,
])('writes %i as toISOString does', (time) => {
  expect(isoTime(new Date(time))).toBe(new Date(time).toISOString());
});

it('writes each time of many days as toISOString does', () => {
  // More days than are kept, at every hour, minute, second and millisecond.
  for (let n = 0; n < 6_000; n++) {
    const date = new Date((n - 3_000) * 86_400_000 + n * 14_406_007);
    expect(isoTime(date)).toBe(date.toISOString());
  }
});

it('refuses a date that is none, and null stays null', () => {
  expect(() => isoTime(new Date(NaN))).toThrow(RangeError);
  expect([isoTimeOrNull(null), isoTimeOrNull(new Date(0))]).toEqual([null, '1970-01-01T00:00:00.000Z']);
});
