import { expect, it } from 'vitest';

import { hasExpired } from './expiry.js';

const NOW = new Date('2026-05-01T12:00:00Z');

it.each([
  [null, false],
  ['2026-05-01T12:00:00.001Z', false],
  ['2026-05-01T12:00:00.000Z', true],
  ['2026-04-30T12:00:00.000Z', true],
])('expiresAt %s has expired: %j', (expiresAt, expired) => expect(hasExpired({ expiresAt }, NOW)).toBe(expired));
