import { expect, it } from 'vitest';

import { inviteName, makeOpaqueToken, tokenHash, tokenKind } from './opaque-token.js';

it.each(['session', 'token', 'invite'] as const)('a token says that it is a %s, and is stored as its hash', (kind) => {
  const { token, hash } = makeOpaqueToken(kind);
  expect([tokenKind(token), tokenHash(token)]).toEqual([kind, hash]);
  expect(makeOpaqueToken(kind).token).not.toBe(token);
});

it('what else is typed is no token', () => expect(tokenKind('0123abcd')).toBeUndefined());

it('an invitation has a short name of its own that says nothing of its link', () => {
  const { token, hash } = makeOpaqueToken('invite');
  expect(inviteName(hash)).toMatch(/^[0-9a-f]{8}$/);
  expect(hash.startsWith(inviteName(hash))).toBe(true);
  expect(token).not.toContain(inviteName(hash));
});
