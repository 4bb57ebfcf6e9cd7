import { expect, it } from 'vitest';

import { Progress } from './progress.js';

function told(isTTY: boolean, sizes: readonly number[]): string {
  let text = '';
  const total = { pictures: sizes.length, bytes: sizes.reduce((sum, size) => sum + size, 0) };
  const progress = new Progress(total, { isTTY, write: (part) => (text += part) });
  for (const size of sizes) progress.add(size);
  progress.end();
  return text;
}

it('shows a bar with speed and remaining time on a terminal', () => {
  const text = told(true, [1e6, 1e6]);
  expect(text).toMatch(/\r\[#{30}\] 100 %, 2 of 2 pictures, 2\.0 of 2\.0 MB, \d+\.\d MB\/s, 0 s left/);
  expect(text.endsWith('left\u001b[K\n')).toBe(true);
});

it('prints lines elsewhere', () => {
  expect(told(false, [1e6, 1e6])).toMatch(/^100 %, 2 of 2 pictures, 2\.0 of 2\.0 MB, \d+\.\d MB\/s, 0 s left\n$/);
  expect(told(false, [])).toBe('');
});
