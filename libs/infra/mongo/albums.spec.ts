import { albumRepositoryContract } from '#libs/ports/album-repository.contract.js';

import { connected, ownDatabase } from '../../../test/harness/mongo.js';
import { describeOn, realServer } from '../../../test/harness/servers.js';
import { MongoAlbumRepository } from './albums.js';
import { MongoImageRepository } from './images.js';
import { MongoShareRepository } from './shares.js';

describeOn('on a real server', [await realServer('mongo')], (server) => {
  albumRepositoryContract('MongoAlbumRepository', async () => {
    const { url, drop } = ownDatabase(server!);
    const albums = await connected(await MongoAlbumRepository.open(url));
    const images = await connected(await MongoImageRepository.open(url));
    const shares = await connected(await MongoShareRepository.open(url));
    const close = async () => {
      await albums.close();
      await images.close();
      await shares.close();
      await drop();
    };
    return { albums, images, shares, close };
  });
});
