import { expect, it, vi } from 'vitest';

import { imageRow } from '#libs/ports/image-fixture.contract.js';

import { connected, ownDatabase } from '../../../test/harness/servers/mongo.js';
import { describeOn, realServer } from '../../../test/harness/servers/servers.js';
import { MongoMediaDatabase } from './media-database.js';

describeOn('on a real server', [await realServer('mongo')], (server) => {
  it('MongoImageRepository stores changes and removals with the time of the server', async () => {
    const { url, drop } = ownDatabase(server!);
    const database = await connected(await MongoMediaDatabase.open(url));
    const { images } = database;
    const [changed, removed] = [imageRow(), imageRow()];
    for (const row of [changed, removed]) await images.insert(row);
    const before = Date.now();
    vi.useFakeTimers({ toFake: ['Date'], now: before - 3_600_000 });
    try {
      await images.update(changed.id, {}, { set: { crashCount: 1 } });
      await images.remove(removed.id, {});
    } finally {
      vi.useRealTimers();
    }
    const changes = await images.changes('ada', { at: new Date(before - 60_000) }, 10);
    expect(changes).toMatchObject([{ row: { crashCount: 1 } }, { row: null }]);
    await database.close();
    await drop();
  });
});
