import { expect, it } from 'vitest';

import { albumName } from './album-plan.js';

it.each([
  ['  Rome\n2019 ', 'Rome 2019'],
  ['e\u0301', '\u00e9'],
  ['x'.repeat(101), 'x'.repeat(100)],
  [`${'x'.repeat(99)}🐙`, 'x'.repeat(99)],
  [`${'x'.repeat(99)} y`, 'x'.repeat(99)],
  ['\0\n', ''],
])('%j is an album named %j', (text, name) => expect(albumName(text)).toBe(name));
