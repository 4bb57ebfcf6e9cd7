import { sessionRepositoryContract } from '#libs/ports/session-repository.contract.js';

import { connected, ownDatabase } from '../../../test/harness/mongo.js';
import { describeOn, realServer } from '../../../test/harness/servers.js';
import { MongoSessionRepository } from './sessions.js';

describeOn('on a real server', [await realServer('mongo')], (server) => {
  sessionRepositoryContract('MongoSessionRepository', async () => {
    const { url, drop } = ownDatabase(server!);
    const sessions = await connected(await MongoSessionRepository.open(url));
    const close = async () => {
      await sessions.close();
      await drop();
    };
    return { sessions, close };
  });
});
