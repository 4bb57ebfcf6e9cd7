import { describe, expect, it } from 'vitest';

import { RESERVED_NAMES, USER_NAME } from '#libs/api/account.js';

import { userNames } from './user-name.js';

function first(email: string, count = 1): string[] {
  const names = userNames(email);
  return Array.from({ length: count }, () => names.next().value);
}

describe('userNames', () => {
  it.each([
    ['ada@example.org', 'ada'],
    ['Ada.Lovelace@example.org', 'ada.lovelace'],
    ['Zoë_Müller@example.org', 'zoe_muller'],
    ['a+b!!c@example.org', 'a-b-c'],
    ['..ada--@example.org', 'ada'],
    ['ada@home@example.org', 'ada-home'],
    ['Ａｄａ@example.org', 'ada'],
    ['李小龍@example.org', 'user'],
    ['---@example.org', 'user'],
    [`${'a'.repeat(31)}.b@example.org`, 'a'.repeat(31)],
  ])('%s: %s', (email, name) => expect(first(email)).toEqual([name]));

  it('appends numbers', () => expect(first('ada@example.org', 3)).toEqual(['ada', 'ada-2', 'ada-3']));

  it('shortens the name for the number', () => {
    expect(first(`${'a'.repeat(29)}.bcdef@example.org`, 2)).toEqual([`${'a'.repeat(29)}.bc`, `${'a'.repeat(29)}-2`]);
  });

  it.each([...RESERVED_NAMES])('never yields %s', (reserved) => {
    for (const name of first(`${reserved}@example.org`, 3)) {
      expect(RESERVED_NAMES.has(name)).toBe(false);
      expect(name).toMatch(USER_NAME);
    }
  });
});
