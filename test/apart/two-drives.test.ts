import { afterAll, beforeAll, expect, it } from 'vitest';

import { Client } from '../harness/http/client.js';
import { startDrive, type TestDrive } from '../harness/drive/drive.js';
import { noise } from '../harness/images/images.js';
import { describeOn, realServer } from '../harness/servers/servers.js';
import { openStores, type Stores } from '../harness/servers/stores.js';
import { ready } from '../harness/http/until.js';

const servers = [await realServer('mongo'), await realServer('s3'), await realServer('redis')];

describeOn('two whole drives on one MongoDB', servers, (mongo, s3, redis) => {
  let stores: Stores;
  let drives: TestDrive[] = [];
  beforeAll(async () => {
    stores = await openStores({ mongo: mongo!, s3: s3!, redis: redis! });
    drives = await Promise.all([1, 2].map(() => startDrive({ env: stores.env })));
  });
  afterAll(async () => {
    await Promise.all(drives.map((drive) => drive.close()));
    await stores?.remove();
  });

  it('a change through one is visible through the other at once: neither has a variant cache', async () => {
    const ada = await Client.signUp(drives[0]!.url);
    const elsewhere = new Client(drives[1]!.url, ada.token, ada.user);
    const { id } = await ready(ada, (await ada.upload(await noise(400, 300))).id);
    for (const one of [ada, elsewhere]) for (let count = 0; count < 3; count++) await one.get(`/get/${id}/m`);
    await ada.send('DELETE', `/api/images/${id}`, { status: 204 });
    for (const one of [ada, elsewhere]) await one.refused('NOT_FOUND', 'GET', `/get/${id}/m`);
    expect(await elsewhere.ids()).toEqual([]);
  });
});
