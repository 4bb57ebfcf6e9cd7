import type { MutatedFile } from './mutant.js';

export const mutated: MutatedFile[] = [
  {
    file: 'apps/auth/keys/signing-keys.service.ts',
    killedBy: ['apps/auth/keys/signing-keys.spec.ts', 'apps/auth/token-exchange/token-exchange.spec.ts'],
    mutants: [
      {
        id: 'key-private-published',
        promise: 'The private key is not published.',
        find: `verifying.map(({ id, verifies }) => ({ ...verifies.export`,
        replace: `verifying.map(({ id, signs }) => ({ ...signs.export`,
      },
      {
        id: 'key-new-each-start',
        promise: 'The key is the same after a restart.',
        find: `await this.signingKeys.findOrInsert(makeFirstKey)`,
        replace: `[await makeFirstKey()]`,
      },
      {
        id: 'key-token-lifetime',
        promise: 'An inner token is valid for a minute.',
        find: `expiresIn: TOKEN_LIFETIME,`,
        replace: `expiresIn: TOKEN_LIFETIME * 60,`,
      },
      {
        id: 'key-list-kept',
        promise: 'A key that was removed signs and verifies for five seconds at most.',
        find: `<= KEYS_MAX_AGE) return`,
        replace: `<= KEYS_MAX_AGE * 100) return`,
      },
      {
        id: 'key-unknown-not-read',
        promise: 'A token of a key that was made this moment is accepted.',
        find: `among(await this.recent()) ?? among(await this.read())`,
        replace: `among(await this.recent())`,
      },
      {
        id: 'key-jwks-kept',
        promise: 'A new key is published at once.',
        find: `keysNow(await this.read());`,
        replace: `keysNow(await this.recent());`,
      },
      {
        id: 'key-away-refuses',
        promise: 'Keys that can not be read log nobody out.',
        find: `if (known) return known;`,
        replace: `return known;`,
      },
      {
        id: 'key-never-removed',
        promise: 'An old key is removed from the database.',
        find: `if (ended.length > 0) await`,
        replace: `if (ended.length > 9) await`,
      },
      {
        id: 'key-removal-refuses',
        promise: 'A key that can not be removed stops nothing.',
        find: `      this.logger.warn({ err: error }, 'signing keys that have`,
        replace: `      throw error;\n      this.logger.warn({ err: error }, 'signing keys that have`,
      },
    ],
  },
  {
    file: 'libs/accounts/signing-keys.ts',
    killedBy: ['libs/accounts/signing-keys.spec.ts', 'apps/auth/keys/signing-keys.spec.ts'],
    mutants: [
      {
        id: 'key-signs-unpublished',
        promise: 'A new key is known to all before it signs.',
        find: `const PUBLISHED = TOLERANCE + MARGIN;`,
        replace: `const PUBLISHED = 0;`,
      },
      {
        id: 'key-without-overlap',
        promise: 'The old key verifies until its last token has ended.',
        find: `const VERIFIES = TOKEN_LIFETIME * 1000 + 2 * TOLERANCE;`,
        replace: `const VERIFIES = 0;`,
      },
      {
        id: 'key-overlap-one-clock',
        promise: 'The old key verifies for a clock that is behind, too.',
        find: `TOKEN_LIFETIME * 1000 + 2 * TOLERANCE;`,
        replace: `TOKEN_LIFETIME * 1000 + TOLERANCE;`,
      },
      {
        id: 'key-urgent-waits',
        promise: 'An urgent key signs at once by every clock.',
        find: `makeSigningKey(new Date(Date.now() - TOLERANCE))`,
        replace: `makeSigningKey(new Date(Date.now()))`,
      },
      {
        id: 'key-first-signs',
        promise: 'The newest key whose time has come signs.',
        find: `signing: keys[Math.max(signsSince(0), 0)]!`,
        replace: `signing: keys[0]!`,
      },
    ],
  },
  {
    file: 'apps/admin/rotate-keys.command.ts',
    killedBy: ['apps/admin/rotate-keys.command.spec.ts'],
    mutants: [
      {
        id: 'rotate-again',
        promise: 'A rotation under way is not begun again.',
        find: `const next = waiting ?? (await add`,
        replace: `const next = (await add`,
      },
      {
        id: 'revoke-removes-later',
        promise: 'Of two that revoke at once neither removes the key of the other.',
        find: `await signingKeys.remove(old);`,
        replace: `await signingKeys.remove((await signingKeys.findOrInsert(makeFirstKey)).map(({ id }) => id).filter((id) => id !== next.id));`,
      },
      {
        id: 'revoke-leaves-waiting',
        promise: 'The new key signs before the others are removed, also during a rotation.',
        find: `  await signingKeys.moveBefore(old, new Date(next.signsFrom.getTime() - 1));\n`,
        replace: ``,
      },
    ],
  },
  {
    file: 'apps/media/signing-keys.ts',
    killedBy: ['apps/media/signing-keys.spec.ts'],
    mutants: [
      {
        id: 'key-media-keeps-it',
        promise: 'A minute after auth removed a key, media refuses it.',
        find: `    cacheMaxAge: KEY_MAX_AGE,\n`,
        replace: ``,
      },
      {
        id: 'key-media-without-auth',
        promise: 'Media goes on with the keys it knows while auth is away.',
        find: `    cacheMaxAgeFallback: KEY_FALLBACK,\n`,
        replace: ``,
      },
    ],
  },
  {
    file: 'libs/infra/sqlite/signing-keys.ts',
    killedBy: ['libs/infra/sqlite/auth-database.spec.ts'],
    mutants: [
      {
        id: 'key-several-first',
        promise: 'Of several processes that make the first key one wins.',
        find: ` WHERE NOT EXISTS (SELECT 1 FROM signingKeys)`,
        replace: ` WHERE true`,
      },
      { id: 'key-order', promise: 'Keys are listed in the order in which they sign.', find: ` ORDER BY signsFrom, id`, replace: `` },
    ],
  },
  {
    file: 'libs/infra/sqlite/auth.schema.ts',
    killedBy: ['libs/infra/sqlite/auth-database.spec.ts'],
    mutants: [
      {
        id: 'key-lost-by-update',
        promise: 'The key of a drive from before rotation is kept.',
        find: `  INSERT INTO signingKeys SELECT id, privateKey, createdAt, createdAt FROM signingKey;\n`,
        replace: ``,
      },
    ],
  },
  {
    file: 'libs/infra/mongo/signing-keys.ts',
    killedBy: ['libs/infra/mongo/auth-database.spec.ts'],
    mutants: [
      {
        id: 'key-mongo-without-time',
        promise: 'The key of a drive from before rotation is kept, and signs.',
        find: `signsFrom: signsFrom ?? createdAt`,
        replace: `signsFrom: signsFrom!`,
      },
      { id: 'key-mongo-order', promise: 'Keys are listed in the order in which they sign.', find: `.toSorted(bySigning)`, replace: `` },
    ],
  },
];
