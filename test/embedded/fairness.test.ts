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
    const waiting = async () => (await ada.ids({ state: 'processing', limit: '500' })).length;
    // However fast the machine makes sizes, beside what it takes in.
    for (let sent = 0; sent < 300 && (await waiting()) < 30; sent++) await ada.upload(distinctJpeg(photo));
    const before = await waiting();
    expect(before).toBeGreaterThan(10);
    const { id } = await bea.upload(distinctJpeg(photo));
    await ready(bea, id);
    expect(await waiting()).toBeGreaterThan(before / 2);
  });

  it('does not keep the upload of another waiting by pictures that take long to look at', async () => {
    const MANY = 20;
    const slow = Array.from({ length: MANY }, (_, index) => tiffDirectories(5_000, index));
    const headers = { 'content-type': 'application/octet-stream' };
    let answered = 0;
    const few = Promise.withResolvers<void>();
    const sending = slow.map(async (body) => {
      await ada.ask('POST', '/api/images', { headers, body });
      if (++answered === 3) few.resolve();
    });
    // All of them have arrived by then, and wait.
    await few.promise;
    const before = answered;
    await bea.upload(await jpeg());
    expect(answered - before).toBeLessThan((MANY - before) / 2);
    await Promise.all(sending);
  });
});
