import { expect, it } from 'vitest';

import { bearer } from './credentials.js';

const SPACES = ' '.repeat(200_000);

// With a pattern that looks back, the long ones would take minutes.
it.each([
  ['none', undefined, null],
  ['a token', 'Bearer abc', 'abc'],
  ['a token after several spaces, in any case', 'bEARER   abc  ', 'abc'],
  ['no token', 'Bearer', ''],
  ['nothing but very many spaces', `Bearer${SPACES}`, ''],
  ['two words', 'Bearer abc def', null],
  ['two words after a hundred thousand spaces', `Bearer${SPACES}a b`, null],
  ['two words with a hundred thousand spaces between', `Bearer a${SPACES}b`, null],
  ['another scheme', 'Basic abc', null],
  ['another scheme that begins so', 'Bearers abc', null],
])('of the Authorization header with %s', (_, authorization, token) => {
  expect(bearer({ authorization })).toBe(token);
});
