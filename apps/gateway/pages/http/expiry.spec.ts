import { expect, it } from 'vitest';

import { hasEnded } from './expiry.js';

const NOW = new Date('2026-05-01T12:00:00Z');

it.each([
  [null, false],
  ['2026-05-01T12:00:00.001Z', false],
  ['2026-05-01T12:00:00.000Z', true],
  ['2026-04-30T12:00:00.000Z', true],
])('what ends at %s has ended: %j', (expiresAt, ended) => expect(hasEnded({ expiresAt }, NOW)).toBe(ended));
