import { encode } from 'uqr';
import { expect, it } from 'vitest';

import { qrCode } from './qr-code.js';

const ADDRESS = 'http://192.168.1.5:3000';

/** What is drawn, module by module, two of them in each character: true where it is dark. */
function modules(lines: readonly string[]): boolean[][] {
  const dark: Record<string, [boolean, boolean]> = { '█': [false, false], '▄': [true, false], '▀': [false, true], ' ': [true, true] };
  return lines.flatMap((line) => [0, 1].map((half) => [...line].map((character) => dark[character]![half]!)));
}

it.each([
  [true, '\x1b[97;40m', '\x1b[0m'],
  [false, '', ''],
])('draws the address in modules that a reader takes; colours: %s', (colours, before, after) => {
  const wanted = encode(ADDRESS, { border: 2, ecc: 'M' }).data;
  const lines = qrCode(ADDRESS, colours).split('\n').slice(0, -1);
  expect(lines.every((line) => line.startsWith(before) && line.endsWith(after))).toBe(true);
  const drawn = lines.map((line) => line.slice(before.length, line.length - after.length));
  expect(modules(drawn).slice(0, wanted.length)).toEqual(wanted);
});
