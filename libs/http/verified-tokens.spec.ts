import { expect, it } from 'vitest';

import type { Identity } from './identity.js';
import { VerifiedTokens } from './verified-tokens.js';

const ADA: Identity = { userId: 'u1', userName: 'ada', scopes: ['read'], sessionId: null };

it('a verified token is remembered until it expires, and no other is', () => {
  const tokens = new VerifiedTokens();
  tokens.add('a', ADA, 100, 50_000);
  expect([tokens.find('a', 99_999), tokens.find('b', 0)]).toEqual([ADA, undefined]);
  expect([tokens.find('a', 100_000), tokens.find('a', 0)]).toEqual([undefined, undefined]);
});

it('one that says it lasts for years is remembered for a minute', () => {
  const tokens = new VerifiedTokens();
  tokens.add('a', ADA, 1e9, 40_000);
  expect([tokens.find('a', 99_999), tokens.find('a', 100_000)]).toEqual([ADA, undefined]);
});

it('of more than 2,000 tokens the one used least recently is forgotten', () => {
  const tokens = new VerifiedTokens();
  for (let n = 0; n < 2_000; n++) tokens.add(`t${n}`, ADA, 100, 0);
  tokens.find('t0', 0);
  tokens.add('another', ADA, 100, 0);
  expect(['t0', 't1', 't2', 'another'].map((token) => tokens.find(token, 0) !== undefined)).toEqual([true, false, true, true]);
});
