import { expect, it } from 'vitest';

import { fold } from './fold.js';

it.each([
  ['Ångström', 'angstrom'],
  ['Straße', 'STRASSE'],
  ['ὈΔΥΣΣΕΎΣ', 'οδυσσευς'],
  ['ﬁne', 'FINE'],
  ['Żółw', 'żółw'],
])('folds %s like %s', (a, b) => expect(fold(a)).toBe(fold(b)));
