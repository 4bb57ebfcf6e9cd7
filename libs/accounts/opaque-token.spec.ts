import { createHash } from 'node:crypto';

import { expect, it } from 'vitest';

import { inviteName, makeOpaqueToken, tokenHash, tokenKind } from './opaque-token.js';

it.each(['session', 'token', 'invite'] as const)('the prefix of a token tells its kind, %s, and its hash is stored', (kind) => {
  const { token, hash } = makeOpaqueToken(kind);
  expect([tokenKind(token), tokenHash(token)]).toEqual([kind, hash]);
  expect(makeOpaqueToken(kind).token).not.toBe(token);
});

it('a token has 256 random bits, and only its SHA-256 is stored', () => {
  const { token, hash } = makeOpaqueToken('session');
  expect(Buffer.from(token.slice('sbs_'.length), 'base64url')).toHaveLength(32);
  expect(hash).toBe(createHash('sha256').update(token).digest('hex'));
});

it('other text has no kind', () => expect(tokenKind('0123abcd')).toBeUndefined());

it('the short id of an invitation does not reveal its token', () => {
  const { token, hash } = makeOpaqueToken('invite');
  expect(inviteName(hash)).toMatch(/^[0-9a-f]{8}$/);
  expect(hash.startsWith(inviteName(hash))).toBe(true);
  expect(token).not.toContain(inviteName(hash));
});
