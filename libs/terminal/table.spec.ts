import { expect, it } from 'vitest';

import { table } from './table.js';

it('aligns columns, numbers to the right, without space at the end of a line', () => {
  const rows = [
    ['NAME', 'BYTES', 'NOTE'],
    ['ada', '5', ''],
    ['augusta', '12345678', 'x'],
  ];
  expect(table(rows, { right: ['BYTES'] })).toEqual([
    'NAME        BYTES  NOTE', //
    'ada             5',
    'augusta  12345678  x',
  ]);
});
