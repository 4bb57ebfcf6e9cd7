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
});
