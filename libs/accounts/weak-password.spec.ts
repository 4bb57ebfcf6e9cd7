import { describe, expect, it } from 'vitest';

import { refuseWeak } from './weak-password.js';

const EMAIL = 'augusta.king@example.org';

describe('refuseWeak', () => {
  it.each([
    ['sevench', 'at least 8'],
    ['🐢🐢🐇🐇', 'at least 8'],
    ['baseball', 'first that anybody'],
    ['TrustNo1', 'first that anybody'],
    ['zzzzzzzzzzzz', 'first that anybody'],
    ['abcabcabc', 'first that anybody'],
    ['24121985', 'first that anybody'],
    ['qwertyuiop', 'first that anybody'],
    ['poiuytrewq', 'first that anybody'],
    ['abcdefghijkl', 'first that anybody'],
    ['9876543210', 'first that anybody'],
    ['augusta.king', 'not made of'],
    ['Augusta.King@Example.org', 'not made of'],
    ['!augusta.king99', 'not made of'],
    ['Shoebox2026!', 'not made of'],
  ])('refuses %s', (password, why) => {
    expect(() => refuseWeak(password, EMAIL)).toThrow(why);
  });

  it.each(['seven green bicycles', 'kT9#vQ2m', 'ada lovelace was here', '  spaces are fine  ', 'пароль из слов'])(
    'takes %s',
    (password) => {
      expect(() => refuseWeak(password, EMAIL)).not.toThrow();
    },
  );

  it('is quick about a long hostile one', () => {
    expect(() => refuseWeak(`${'1'.repeat(999)}x`, EMAIL)).not.toThrow();
  });
});
