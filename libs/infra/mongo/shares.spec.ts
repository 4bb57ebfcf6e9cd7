import { shareRepositoryContract } from '#libs/ports/share-repository.contract.js';

import { connected, ownDatabase } from '../../../test/harness/mongo.js';
import { describeOn, realServer } from '../../../test/harness/servers.js';
import { MongoShareRepository } from './shares.js';

describeOn('on a real server', [await realServer('mongo')], (server) => {
  shareRepositoryContract('MongoShareRepository', async () => {
    const { url, drop } = ownDatabase(server!);
    const shares = await connected(await MongoShareRepository.open(url));
    const close = async () => {
      await shares.close();
      await drop();
    };
    return { shares, close };
  });
});
