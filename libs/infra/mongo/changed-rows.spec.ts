import { mongo } from 'mongoose';
import { expect, it } from 'vitest';

import { imageRow, minute, nextId } from '#libs/ports/image-fixture.contract.js';

import { connected, ownDatabase } from '../../../test/harness/servers/mongo.js';
import { describeOn, realServer } from '../../../test/harness/servers/servers.js';
import { MongoMediaDatabase } from './media-database.js';

describeOn('on a real server', [await realServer('mongo')], (server) => {
  it('MongoChangedRows marks what is there at its first call, and keeps the mark of a change for a minute', async () => {
    const { url, drop } = ownDatabase(server!);
    const client = await mongo.MongoClient.connect(url);
    const database = await connected(await MongoMediaDatabase.open(url));
    try {
      const { albums, images, changedRows } = database;
      const album = { id: nextId(), owner: 'ada', name: 'Rome', order: 'hand', cover: null, images: [], createdAt: minute(0) } as const;
      const image = imageRow({ state: 'ready' });
      await albums.insert(album);
      await images.insert(image);
      // As a version without marks left it.
      await client.db().collection('changedRows').drop();
      const marked = async () => (await changedRows.list({ limit: 10 })).map(({ id, stamp }) => ({ id, stamp }));
      const first = await marked();
      expect(first.map(({ id }) => id).sort()).toEqual([album.id, image.id].sort());
      await albums.update(album.id, 1, { name: 'Roma' });
      await changedRows.forget([...first, ...(await marked())].map(({ stamp }) => stamp));
      expect((await marked()).map(({ id }) => id)).toEqual([album.id]);
      const old = { $set: { at: new Date(Date.now() - 120_000) } };
      await client.db().collection('changedRows').updateMany({}, old);
      await changedRows.forget((await marked()).map(({ stamp }) => stamp));
      expect(await marked()).toEqual([]);
    } finally {
      await client.close();
      await database.close();
      await drop();
    }
  });
});
