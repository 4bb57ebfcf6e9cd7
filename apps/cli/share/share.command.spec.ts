import { expect, it } from 'vitest';

import { untilOf } from './share.command.js';

it('a day ends on that day, where the command runs, and does not begin the next', () => {
  const until = untilOf('2999-12-31');
  expect([until.getFullYear(), until.getMonth() + 1, until.getDate()]).toEqual([2999, 12, 31]);
  expect(new Date(until.getTime() + 1).getDate()).toBe(1);
});

it('a time is that time', () => {
  expect(untilOf('2999-12-31T12:00:00+02:00').toISOString()).toBe('2999-12-31T10:00:00.000Z');
});

it.each(['2001-01-01', '2999-02-30', '2999-13-01', 'tomorrow', ''])('%j is refused', (text) => {
  expect(() => untilOf(text)).toThrow(`--until is ${text}`);
});
