import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { Client } from '../harness/http/client.js';
import { openDrive, type TestDrive } from '../harness/drive/drive.js';
import { distinctJpeg } from '../harness/images/distinct.js';
import { tiffDirectories } from '../harness/images/hostile-formats.js';
import { jpeg, noise } from '../harness/images/images.js';
import { ready } from '../harness/http/until.js';

let drive: TestDrive;
let ada: Client;
let bea: Client;
beforeAll(async () => {
  drive = await openDrive();
  [ada, bea] = [await Client.signUp(drive.url), await Client.signUp(drive.url)];
});
afterAll(async () => {
  await Promise.all([ada.removeAll(), bea.removeAll()]);
  await drive.close();
});

describe('one person who has much under way', () => {
  it('does not keep the only picture of another from being ready', async () => {
    const photo = await noise(2400, 1800);
    for (let count = 0; count < 40; count++) await ada.upload(distinctJpeg(photo));
    const { id } = await bea.upload(distinctJpeg(photo));
    await ready(bea, id);
    expect((await ada.ids({ state: 'processing', limit: '100' })).length).toBeGreaterThan(20);
  });

  it('does not keep the upload of another waiting by pictures that take long to look at', async () => {
    const slow = Array.from({ length: 8 }, (_, index) => tiffDirectories(5_000, index));
    let answered = 0;
    const headers = { 'content-type': 'application/octet-stream' };
    const sending = slow.map(async (body) => {
      await ada.ask('POST', '/api/images', { headers, body });
      answered++;
    });
    await new Promise((resolve) => setImmediate(resolve));
    await bea.upload(await jpeg());
    expect(answered).toBeLessThan(4);
    await Promise.all(sending);
  });
});
