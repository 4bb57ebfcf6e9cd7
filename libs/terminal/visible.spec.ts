import { expect, it } from 'vitest';

import { visible } from './visible.js';

it.each([
  ['IMG (1) é 🌍.jpg', 'IMG (1) é 🌍.jpg'],
  ['a\u001b]0;title\u0007.jpg', 'a\ufffd]0;title\ufffd.jpg'],
  ['a\u009b2J.jpg', 'a\ufffd2J.jpg'],
  ['a.jpg\n0 failed', 'a.jpg\ufffd0 failed'],
  ['gpj.\u202eexe', 'gpj.\ufffdexe'],
])('of %j a terminal shows %j', (text, shown) => expect(visible(text)).toBe(shown));
