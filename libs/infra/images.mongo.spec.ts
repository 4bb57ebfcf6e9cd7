import { imageRepositoryContract } from '#libs/ports/image-repository.contract.js';

import { ownDatabase } from '../../test/harness/mongo.js';
import { describeOn, realServer } from '../../test/harness/servers.js';
import { MongoImageRepository } from './images.mongo.js';

describeOn('on a real server', [await realServer('mongo')], (server) => {
  imageRepositoryContract('MongoImageRepository', async () => {
    const { url, drop } = ownDatabase(server!);
    const images = await MongoImageRepository.open(url);
    const close = async () => {
      await images.close();
      await drop();
    };
    return { images, close };
  });
});
