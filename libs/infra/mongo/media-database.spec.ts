import { mongo } from 'mongoose';
import { expect, it } from 'vitest';

import { addressKeyRepositoryContract } from '#libs/ports/address-key-repository.contract.js';
import { albumRepositoryContract } from '#libs/ports/album-repository.contract.js';
import { changedRowsContract } from '#libs/ports/changed-rows.contract.js';
import { mediaDatabaseContract } from '#libs/ports/databases.contract.js';
import { driveRepositoryContract } from '#libs/ports/drive-repository.contract.js';
import { imageMaintenanceContract } from '#libs/ports/image-maintenance.contract.js';
import { imageRow, nextId } from '#libs/ports/image-fixture.contract.js';
import { imageRepositoryContract } from '#libs/ports/image-repository.contract.js';
import { mediaAuditContract } from '#libs/ports/media-audit.contract.js';
import { presetRepositoryContract } from '#libs/ports/preset-repository.contract.js';
import { quotaRepositoryContract } from '#libs/ports/quota-repository.contract.js';
import { rateLimitRepositoryContract } from '#libs/ports/rate-limit-repository.contract.js';
import { shareRow } from '#libs/ports/share-fixture.contract.js';
import { shareRepositoryContract } from '#libs/ports/share-repository.contract.js';

import { connected, ownDatabase } from '../../../test/harness/servers/mongo.js';
import { describeOn, realServer } from '../../../test/harness/servers/servers.js';
import { MongoMediaDatabase } from './media-database.js';

describeOn('on a real server', [await realServer('mongo')], (server) => {
  const open = async () => {
    const { url, drop } = ownDatabase(server!);
    const database = await connected(await MongoMediaDatabase.open(url));
    const close = async () => {
      await database.close();
      await drop();
    };
    return { database, close };
  };

  mediaDatabaseContract('MongoMediaDatabase', open);
  imageRepositoryContract('MongoImageRepository', open);
  imageMaintenanceContract('MongoImageMaintenance', open);
  mediaAuditContract('MongoMediaAudit', open);
  quotaRepositoryContract('MongoQuotaRepository', open);
  driveRepositoryContract('MongoDriveRepository', open);
  albumRepositoryContract('MongoAlbumRepository', open);
  changedRowsContract('MongoChangedRows', open);
  shareRepositoryContract('MongoShareRepository', open);
  addressKeyRepositoryContract('MongoAddressKeyRepository', open);
  presetRepositoryContract('MongoPresetRepository', open);
  rateLimitRepositoryContract('MongoRateLimitRepository in media', open);

  // During an upgrade processes of both versions work side by side.
  it('keeps fields that a newer version added to a row, and reads the rest of it', async () => {
    const { url, drop } = ownDatabase(server!);
    const database = await connected(await MongoMediaDatabase.open(url));
    const { images, albums, shares } = database;
    const [image, share] = [imageRow(), shareRow()];
    const album = { id: nextId(), owner: 'ada', name: 'Rome', order: 'hand', cover: null, images: [], createdAt: new Date() } as const;
    await Promise.all([images.insert(image), albums.insert(album), shares.insert(share)]);
    const client = new mongo.MongoClient(url);
    const [rating, size] = [{ rating: 5 }, { state: 'ready', key: 'later' }];
    const stored = ['images', 'albums', 'shares'].map((name) => client.db().collection(name));
    for (const collection of stored) await collection.updateMany({}, { $set: rating });
    await stored[0]!.updateMany({}, { $set: { 'sizes.xl': size } });
    expect(await images.update(image.id, {}, { set: { name: 'b.jpg' }, sizes: { s: image.sizes.s } })).toMatchObject({ name: 'b.jpg' });
    expect(await albums.update(album.id, 1, { name: 'Roma' })).toMatchObject({ name: 'Roma' });
    expect(await shares.update(share.owner, share.id, { name: 'For Bea' })).toMatchObject({ name: 'For Bea' });
    for (const collection of stored) expect(await collection.findOne({})).toMatchObject(rating);
    expect(await stored[0]!.findOne({})).toMatchObject({ sizes: { xl: size } });
    await Promise.all([client.close(), database.close()]);
    await drop();
  });
});
