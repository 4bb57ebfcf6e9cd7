import { expect, it } from 'vitest';

import { formatBytes } from './format.js';

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
