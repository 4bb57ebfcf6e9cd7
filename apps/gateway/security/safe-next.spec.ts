import { expect, it } from 'vitest';

import { safeNext } from './safe-next.js';

it.each([
  ['/ada/list/5', '/ada/list/5'],
  ['/ada/view/01k?x=%2F%2Fevil#y', '/ada/view/01k?x=%2F%2Fevil#y'],
  ['/', '/'],
  ['/a/../b', '/b'],
  [null, '/'],
  ['', '/'],
  ['ada', '/'],
  ['https://evil.example/', '/'],
  ['//evil.example', '/'],
  ['//evil.example/ada/list/5', '/'],
  ['/\\evil.example', '/'],
  ['\\\\evil.example', '/'],
  ['/\t/evil.example', '/'],
  ['/\n/evil.example', '/'],
  ['/%0d%0aset-cookie:x', '/%0d%0aset-cookie:x'],
  ['/\u0000', '/'],
  ['/ada\u0000/list', '/'],
  ['/ada/\tlist', '/'],
  ['javascript:alert(1)', '/'],
  [' //evil.example', '/'],
  ['/..//evil.example', '/'],
  ['/.//evil.example', '/'],
  ['/a/..//evil.example', '/'],
  ['/%2e%2e//evil.example', '/'],
])('%j leads to %s', (next, expected) => {
  expect(safeNext(next)).toBe(expected);
});
