import { expect, it } from 'vitest';

import { inWords } from './size-in-words.js';

it.each([
  [0, '0 bytes'],
  [1023, '1023 bytes'],
  [1024, '1 KiB'],
  [9_950, '9.7 KiB'],
  [100 * 2 ** 20, '100 MiB'],
  [1.99 * 2 ** 30, '1.9 GiB'],
  [5e15, '4547 TiB'],
])('%d is %s', (bytes, words) => {
  expect(inWords(bytes)).toBe(words);
});
