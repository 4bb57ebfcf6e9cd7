import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { expect, it } from 'vitest';

import { accessTokenRepositoryContract } from '#libs/ports/access-token-repository.contract.js';
import { accountLogContract } from '#libs/ports/account-log.contract.js';
import { authDatabaseContract } from '#libs/ports/databases.contract.js';
import { inviteRepositoryContract } from '#libs/ports/invite-repository.contract.js';
import { rateLimitRepositoryContract } from '#libs/ports/rate-limit-repository.contract.js';
import { sessionRepositoryContract } from '#libs/ports/session-repository.contract.js';
import { signingKeyRepositoryContract } from '#libs/ports/signing-key-repository.contract.js';
import { userRepositoryContract } from '#libs/ports/user-repository.contract.js';

import { SqliteAuthDatabase } from './auth-database.js';
import { authMigrations } from './auth.schema.js';
import { SqliteDatabase } from './database.js';

async function open() {
  const folder = await mkdtemp(join(tmpdir(), 'shoebox-auth-'));
  const database = await SqliteAuthDatabase.open(join(folder, 'auth.db'));
  const close = async () => {
    await database.close();
    await rm(folder, { recursive: true });
  };
  return { database, close };
}

authDatabaseContract('SqliteAuthDatabase', open);
userRepositoryContract('SqliteUserRepository', open);
sessionRepositoryContract('SqliteSessionRepository', open);
accessTokenRepositoryContract('SqliteAccessTokenRepository', open);
accountLogContract('SqliteAccountLog', open);
inviteRepositoryContract('SqliteInviteRepository', open);
signingKeyRepositoryContract('SqliteSigningKeyRepository', open);
rateLimitRepositoryContract('SqliteRateLimitRepository in auth', open);

it('keeps the signing key of a drive from before rotation, which signs since it was made', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'shoebox-auth-'));
  const before = await SqliteDatabase.open(join(folder, 'auth.db'), authMigrations.slice(0, 3));
  await before.writeOne(`INSERT INTO signingKey VALUES (1, 'old', 'pem', 1000)`);
  await before.close();
  const database = await SqliteAuthDatabase.open(join(folder, 'auth.db'));
  const [createdAt, signsFrom] = [new Date(1000), new Date(1000)];
  const stored = await database.signingKeys.findOrInsert(() => Promise.reject(new Error('asked')));
  expect(stored).toEqual([{ id: 'old', privateKey: 'pem', createdAt, signsFrom }]);
  await database.close();
  await rm(folder, { recursive: true });
});
