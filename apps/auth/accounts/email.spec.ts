import { describe, expect, it } from 'vitest';

import { checkedEmail } from './email.js';

describe('checkedEmail', () => {
  it.each([
    ['ada@example.org', 'ada@example.org'],
    ['  Ada+photos@Mail.Example.org\n', 'Ada+photos@Mail.Example.org'],
    ["o'brien@example.org", "o'brien@example.org"],
    ['ada@nas', 'ada@nas'],
    ['zoe\u0308@exa\u0308mple.org', 'zo\u00eb@ex\u00e4mple.org'],
  ])('%j is %j', (text, email) => expect(checkedEmail(text)).toBe(email));

  it.each([
    '',
    'ada',
    'ada@',
    '@example.org',
    'ada@-example.org',
    'ada@example-.org',
    'ada@example.org.',
    'ada@exam_ple.org',
    'ada\u0000@example.org',
    'ada\r\nbcc:eve@example.org',
    '<script>@example.org',
    `ada@${'a'.repeat(251)}`,
  ])('refuses %j', (text) => expect(() => checkedEmail(text)).toThrow('BAD_EMAIL'));
});
