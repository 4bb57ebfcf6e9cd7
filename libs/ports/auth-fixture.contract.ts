import { randomUUID } from 'node:crypto';

import type { AccessToken } from './access-token-repository.js';
import type { Session } from './session-repository.js';

/** Midnight of the n-th day of 2026, UTC. */
export const day = (n: number) => new Date(Date.UTC(2026, 0, n));

export function sessionRow(userId: string, given: Partial<Session> = {}): Session {
  const id = randomUUID();
  return {
    id,
    userId,
    tokenHash: `hash-${id}`,
    device: 'Firefox “ß”',
    createdAt: day(1),
    lastUsedAt: day(1),
    expiresAt: day(30),
    ...given,
  };
}

export function accessToken(userId: string, given: Partial<AccessToken> = {}): AccessToken {
  const id = randomUUID();
  const scopes: AccessToken['scopes'] = ['read', 'upload'];
  return { id, userId, tokenHash: `hash-${id}`, name: 'phone', scopes, createdAt: day(1), lastUsedAt: null, expiresAt: null, ...given };
}
