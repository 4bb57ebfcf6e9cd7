import { mongo } from 'mongoose';
import { expect, it } from 'vitest';

import { accessTokenRepositoryContract } from '#libs/ports/access-token-repository.contract.js';
import { accountLogContract } from '#libs/ports/account-log.contract.js';
import { authDatabaseContract } from '#libs/ports/databases.contract.js';
import { inviteRepositoryContract } from '#libs/ports/invite-repository.contract.js';
import { rateLimitRepositoryContract } from '#libs/ports/rate-limit-repository.contract.js';
import { sessionRepositoryContract } from '#libs/ports/session-repository.contract.js';
import { signingKeyRepositoryContract } from '#libs/ports/signing-key-repository.contract.js';
import { userRepositoryContract } from '#libs/ports/user-repository.contract.js';

import { connected, ownDatabase } from '../../../test/harness/servers/mongo.js';
import { describeOn, realServer } from '../../../test/harness/servers/servers.js';
import { MongoAuthDatabase } from './auth-database.js';

describeOn('on a real server', [await realServer('mongo')], (server) => {
  const open = async () => {
    const { url, drop } = ownDatabase(server!);
    const database = await connected(await MongoAuthDatabase.open(url));
    const close = async () => {
      await database.close();
      await drop();
    };
    return { database, close };
  };

  authDatabaseContract('MongoAuthDatabase', open);
  userRepositoryContract('MongoUserRepository', open);
  sessionRepositoryContract('MongoSessionRepository', open);
  accessTokenRepositoryContract('MongoAccessTokenRepository', open);
  accountLogContract('MongoAccountLog', open);
  inviteRepositoryContract('MongoInviteRepository', open);
  signingKeyRepositoryContract('MongoSigningKeyRepository', open);
  rateLimitRepositoryContract('MongoRateLimitRepository in auth', open);

  it('keeps the signing key of a drive from before rotation, which signs since it was made', async () => {
    const { url, drop } = ownDatabase(server!);
    const client = await mongo.MongoClient.connect(url);
    const createdAt = new Date(1000);
    await client
      .db()
      .collection<{ _id: string }>('signingKey')
      .insertOne({ _id: 'signingKey', key: 'old', privateKey: 'pem', createdAt } as never);
    await client.close();
    const database = await connected(await MongoAuthDatabase.open(url));
    const { signingKeys } = database;
    const stored = () => signingKeys.findOrInsert(() => Promise.reject(new Error('asked')));
    expect(await stored()).toEqual([{ id: 'old', privateKey: 'pem', createdAt, signsFrom: createdAt }]);
    const next = { id: 'new', privateKey: 'pem', createdAt, signsFrom: new Date(2000) };
    await signingKeys.insert(next);
    expect((await stored()).map(({ id }) => id)).toEqual(['old', 'new']);
    await signingKeys.remove(['old']);
    expect(await stored()).toEqual([next]);
    await database.close();
    await drop();
  });
});
