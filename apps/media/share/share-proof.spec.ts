import { expect, it } from 'vitest';

import { shareRow } from '#libs/ports/share-fixture.contract.js';
import type { ShareRow } from '#libs/ports/share-repository.js';

import { isProof, makeProof, PROOF_SECONDS } from './share-proof.js';

const NOW = 1_800_000_000_000;
const link = shareRow();
const share = (change: Partial<ShareRow> = {}) => ({ ...link, passwordHash: '$argon2id$salt$hash', ...change });

it('is good for this link, until its time is over', () => {
  const proof = makeProof(share(), NOW);
  expect(isProof(share(), proof, NOW)).toBe(true);
  expect(isProof(share(), proof, NOW + PROOF_SECONDS * 1000 - 1)).toBe(true);
  expect(isProof(share(), proof, NOW + PROOF_SECONDS * 1000)).toBe(false);
});

it('is worthless for another link, after another password, and where there is none', () => {
  const proof = makeProof(share(), NOW);
  expect(isProof(share({ id: '01kdc7q3v8x2m4n6p8r0s2t4v7' }), proof, NOW)).toBe(false);
  expect(isProof(share({ passwordHash: '$argon2id$salt$other' }), proof, NOW)).toBe(false);
  expect(isProof(share({ passwordHash: null }), makeProof(share({ passwordHash: null }), NOW), NOW)).toBe(false);
});

it('can’t be made to last, or of anything else', () => {
  const [until, signature] = makeProof(share(), NOW).split('.') as [string, string];
  for (const forged of [
    `${Number(until) + 1}.${signature}`,
    `${until}.${'0'.repeat(64)}`,
    `${until}.`,
    `${until}.${signature}0`,
    '',
    'x',
    undefined,
  ]) {
    expect(isProof(share(), forged, NOW)).toBe(false);
  }
});
