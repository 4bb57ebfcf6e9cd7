import type { MutatedFile } from './mutant.js';

export const mutated: MutatedFile[] = [
  {
    file: 'apps/auth/token-exchange/token-exchange.service.ts',
    killedBy: ['apps/auth/token-exchange/token-exchange.spec.ts'],
    mutants: [
      {
        id: 'auth-session-expired',
        promise: 'An expired session is refused.',
        find: `if (session.expiresAt <= now) return null;`,
        replace: ``,
      },
      {
        id: 'auth-token-expired',
        promise: 'An expired token is refused.',
        find: `if (expiresAt && expiresAt <= now) return null;`,
        replace: ``,
      },
      {
        id: 'auth-ended-while-stored',
        promise: 'A session that ends while its use is stored is refused.',
        find: `if (exists === false) return null;`,
        replace: ``,
      },
      {
        id: 'auth-removed-user',
        promise: 'The session of a removed account is refused.',
        find: `if (!user) throw new Problem('NOT_LOGGED_IN', 'The session`,
        replace: `if (!found) throw new Problem('NOT_LOGGED_IN', 'The session`,
        killedBy: ['apps/auth/accounts/me.spec.ts', 'apps/auth/token-exchange/token-exchange.spec.ts'],
      },
      {
        id: 'auth-token-all-scopes',
        promise: 'A token has only its scopes.',
        find: `return { userId, sessionId: null, tokenId: id, scopes };`,
        replace: `return { userId, sessionId: null, tokenId: id, scopes: [...SCOPES] };`,
      },
      {
        id: 'auth-full-disk',
        promise: 'On a full disk people still get in.',
        find: `      this.logger.warn({ err: error }, 'the use of a session or token could not be stored');
      return undefined;`,
        replace: `      throw error;`,
      },
      {
        id: 'auth-touch-always',
        promise: 'The use of a session is not written for each request.',
        find: `>= TOUCH_INTERVAL`,
        replace: `>= 0`,
      },
      { id: 'auth-touch-never', promise: 'A session that is used is extended.', find: `>= TOUCH_INTERVAL`, replace: `< 0` },
      {
        id: 'auth-session-of-token',
        promise: 'A token does not act as a session.',
        find: `...(sessionId && { sid: sessionId })`,
        replace: `sid: sessionId ?? tokenId ?? 'x'`,
      },
    ],
  },
  {
    file: 'apps/auth/sessions/sessions.service.ts',
    killedBy: ['apps/auth/sessions/sessions.spec.ts'],
    mutants: [
      {
        id: 'auth-old-password',
        promise: 'A session that began with the old password ends.',
        find: `if (current?.passwordHash !== user.passwordHash) {`,
        replace: `if (!current) {`,
        killedBy: ['apps/auth/accounts/change-password.spec.ts', 'apps/auth/accounts/log-in.spec.ts'],
      },
      {
        id: 'auth-list-expired',
        promise: 'Expired sessions are not listed.',
        find: `.filter(({ expiresAt }) => expiresAt > now)`,
        replace: ``,
      },
      {
        id: 'auth-session-days',
        promise: 'A session ends after SESSION_DAYS.',
        find: `lastUsedAt.getTime() + sessionDays * DAY`,
        replace: `lastUsedAt.getTime() + sessionDays * 100 * DAY`,
        killedBy: [
          'apps/auth/token-exchange/token-exchange.spec.ts',
          'apps/auth/sessions/sessions.spec.ts',
          'apps/auth/accounts/sign-up.service.spec.ts',
        ],
      },
      {
        id: 'auth-log-out-nothing',
        promise: 'A log-out ends the session.',
        find: `if (sessionId && (await this.sessions.remove(userId, sessionId)))`,
        replace: `if (sessionId)`,
      },
      {
        id: 'auth-token-stored',
        promise: 'Only the hash of a session token is stored.',
        find: `tokenHash: hash,`,
        replace: `tokenHash: token,`,
        killedBy: ['apps/auth/accounts/sign-up.service.spec.ts'],
      },
    ],
  },
  {
    file: 'apps/auth/access-tokens/access-tokens.service.ts',
    killedBy: ['apps/auth/access-tokens/access-tokens.spec.ts'],
    mutants: [
      {
        id: 'auth-access-token-stored',
        promise: 'Only the hash of an access token is stored.',
        find: `tokenHash: hash,`,
        replace: `tokenHash: token,`,
      },
      {
        id: 'auth-token-in-past',
        promise: 'No token is made that has expired.',
        find: `if (expiresAt && expiresAt <= now) throw`,
        replace: `if (expiresAt && expiresAt <= new Date(0)) throw`,
      },
      {
        id: 'auth-token-no-expiry',
        promise: 'A token ends at the time that was asked for.',
        find: `      lastUsedAt: null,
      expiresAt,`,
        replace: `      lastUsedAt: null,
      expiresAt: null,`,
      },
    ],
  },
  {
    file: 'libs/infra/sqlite/sessions.ts',
    killedBy: ['libs/infra/sqlite/auth-database.spec.ts'],
    mutants: [
      {
        id: 'auth-remove-any',
        promise: 'Nobody ends the session of another person.',
        find: `'DELETE FROM sessions WHERE userId = ? AND id = ? RETURNING id', userId, id)`,
        replace: `'DELETE FROM sessions WHERE ? IS NOT NULL AND id = ? RETURNING id', userId, id)`,
      },
      {
        id: 'auth-remove-all-own',
        promise: 'A change of password keeps the own session.',
        find: `AND id IS NOT ? RETURNING id', userId, except ?? null`,
        replace: `AND id IS NOT ? RETURNING id', userId, null`,
      },
    ],
  },
  {
    file: 'libs/infra/sqlite/access-tokens.ts',
    killedBy: ['libs/infra/sqlite/auth-database.spec.ts'],
    mutants: [
      {
        id: 'auth-revoke-any',
        promise: 'Nobody revokes the token of another person.',
        find: `'DELETE FROM tokens WHERE userId = ? AND id = ? RETURNING id', userId, id)`,
        replace: `'DELETE FROM tokens WHERE ? IS NOT NULL AND id = ? RETURNING id', userId, id)`,
      },
    ],
  },
];
