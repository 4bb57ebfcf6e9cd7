import { expect, it } from 'vitest';

import { shareRow } from '#libs/ports/share-fixture.contract.js';
import type { ShareRow } from '#libs/ports/share-repository.js';

import { isProofToken, makeProofToken, PROOF_SECONDS } from './proof-token.js';

const NOW = 1_800_000_000_000;
const row = shareRow();
const share = (change: Partial<ShareRow> = {}) => ({ ...row, passwordHash: '$argon2id$salt$hash', ...change });

it('a proof token is valid for its share until it expires', () => {
  const token = makeProofToken(share(), NOW);
  expect(isProofToken(share(), token, NOW)).toBe(true);
  expect(isProofToken(share(), token, NOW + PROOF_SECONDS * 1000 - 1)).toBe(true);
  expect(isProofToken(share(), token, NOW + PROOF_SECONDS * 1000)).toBe(false);
});

it('a proof token is invalid for another share, for a new password and for a share without a password', () => {
  const token = makeProofToken(share(), NOW);
  expect(isProofToken(share({ id: '01kdc7q3v8x2m4n6p8r0s2t4v7' }), token, NOW)).toBe(false);
  expect(isProofToken(share({ passwordHash: '$argon2id$salt$other' }), token, NOW)).toBe(false);
  expect(isProofToken(share({ passwordHash: null }), makeProofToken(share({ passwordHash: null }), NOW), NOW)).toBe(false);
});

it('a changed expiry time, a forged signature and malformed tokens are refused', () => {
  const [expiresAt, signature] = makeProofToken(share(), NOW).split('.') as [string, string];
  for (const forged of [
    `${Number(expiresAt) + 1}.${signature}`,
    `${expiresAt}.${'0'.repeat(64)}`,
    `${expiresAt}.`,
    `${expiresAt}.${signature}0`,
    '',
    'x',
    undefined,
  ]) {
    expect(isProofToken(share(), forged, NOW)).toBe(false);
  }
});
