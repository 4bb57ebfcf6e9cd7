import { describe, expect, it } from 'vitest';

import { refuseWeak } from './weak-password.js';

const EMAIL = 'augusta.king@example.org';

describe('refuseWeak', () => {
  it.each([
    ['sevench', 'at least 8'],
    ['🐢🐢🐇🐇', 'at least 8'],
    ['baseball', 'too common'],
    ['TrustNo1', 'too common'],
    ['zzzzzzzzzzzz', 'too common'],
    ['abcabcabc', 'too common'],
    ['24121985', 'too common'],
    ['qwertyuiop', 'too common'],
    ['poiuytrewq', 'too common'],
    ['abcdefghijkl', 'too common'],
    ['9876543210', 'too common'],
    ['augusta.king', 'Do not use'],
    ['Augusta.King@Example.org', 'Do not use'],
    ['!augusta.king99', 'Do not use'],
    ['Shoebox2026!', 'Do not use'],
  ])('refuses %s', (password, why) => {
    expect(() => refuseWeak(password, EMAIL)).toThrow(why);
  });

  it.each(['seven green bicycles', 'kT9#vQ2m', 'ada lovelace was here', '  spaces are fine  ', 'пароль из слов'])(
    'accepts %s',
    (password) => {
      expect(() => refuseWeak(password, EMAIL)).not.toThrow();
    },
  );

  it('is fast for a long hostile password', () => {
    expect(() => refuseWeak(`${'1'.repeat(999)}x`, EMAIL)).not.toThrow();
  });
});
