import { describe, expect, it } from 'vitest';

import { RESERVED_NAMES, USER_NAME } from '#libs/api/account.js';

import { handleOf, userNames } from './user-name.js';

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

describe('handleOf', () => {
  const emails = [
    'ada',
    'Ada.Lovelace',
    'Zoë_Müller',
    'ada-2',
    'img-2024-11',
    '李小龍',
    'login',
    `${'a'.repeat(29)}-7-bc`,
    'x'.repeat(64),
    `a-${'1'.repeat(40)}`,
  ];

  it.each(emails)('is the same for %s@example.org, in any case, and for each of its user names', (local) => {
    const wanted = handleOf(`${local}@example.org`);
    expect(wanted).not.toBe('');
    for (const name of first(`${local}@example.org`, 120)) expect(handleOf(name)).toBe(wanted);
    expect(handleOf(`${local.toUpperCase()}@example.org`)).toBe(wanted);
  });

  it('differs for others', () => {
    expect(new Set(['ada', 'bea', 'ada.b', 'a'].map(handleOf)).size).toBe(4);
  });
});
