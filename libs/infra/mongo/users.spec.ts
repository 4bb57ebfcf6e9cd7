import { userRepositoryContract } from '#libs/ports/user-repository.contract.js';

import { connected, ownDatabase } from '../../../test/harness/mongo.js';
import { describeOn, realServer } from '../../../test/harness/servers.js';
import { MongoUserRepository } from './users.js';

describeOn('on a real server', [await realServer('mongo')], (server) => {
  userRepositoryContract('MongoUserRepository', async () => {
    const { url, drop } = ownDatabase(server!);
    const users = await connected(await MongoUserRepository.open(url));
    const close = async () => {
      await users.close();
      await drop();
    };
    return { users, close };
  });
});
