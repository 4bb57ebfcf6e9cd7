import sharp from 'sharp';
import { afterAll, beforeAll, expect, it } from 'vitest';

import type { LoggedIn } from '#libs/api/account.js';

import { header } from '../harness/http/answer.js';
import { Client, PASSWORD } from '../harness/http/client.js';
import { startDrive, type TestDrive } from '../harness/drive/drive.js';
import { noise } from '../harness/images/images.js';
import { ready } from '../harness/http/until.js';

// The drive is stopped on the way, so that it is always one of its own.
let drive: TestDrive;
beforeAll(async () => {
  drive = await startDrive();
});
afterAll(() => drive.close());

it('a picture goes all the way: in, out at every size, away and back, over a restart, gone', async () => {
  const ada = await Client.signUp(drive.url, 'ada@example.org');
  expect(ada.user).toMatchObject({ name: 'ada', email: 'ada@example.org' });

  const original = await noise(2600, 1300);
  const uploaded = await ada.upload(original, { name: 'IMG_0042.jpg' });
  expect(uploaded).toMatchObject({ name: 'IMG_0042.jpg', type: 'image/jpeg', bytes: original.length, width: 2600, height: 1300 });
  expect(uploaded).toMatchObject({ state: 'processing', generation: 1, deletedAt: null, page: `/ada/view/${uploaded.id}` });

  const image = await ready(ada, uploaded.id);
  const expected = { s: [320, 160], m: [1024, 512], l: [2048, 1024], o: [2600, 1300] } as const;
  for (const [size, [width, height]] of Object.entries(expected)) {
    const answer = await ada.get(image.sizes[size as 's'].url);
    const { format, width: across, height: down } = await sharp(answer.bytes).metadata();
    expect({ format, across, down }).toEqual({ format: 'jpeg', across: width, down: height });
    expect(header(answer, 'content-type')).toBe(image.sizes[size as 's'].type);
    expect(answer.bytes.length).toBe(image.sizes[size as 's'].bytes);
  }
  expect((await ada.get(`/get/${image.id}/o`)).bytes.equals(original)).toBe(true);
  expect(await ada.ids()).toEqual([image.id]);

  await ada.send('DELETE', `/api/images/${image.id}`, { status: 204 });
  expect(await ada.ids()).toEqual([]);
  await ada.refused('NOT_FOUND', 'GET', `/get/${image.id}/o`);
  await ada.send('POST', `/api/images/${image.id}/restore`, { status: 200 });
  expect(await ada.ids()).toEqual([image.id]);

  const { dataDir } = drive;
  expect(await drive.stop()).toBe(0);
  drive = await startDrive({ dataDir: dataDir! });

  const login = { email: 'ada', password: PASSWORD };
  const { sessionToken } = (await new Client(drive.url).json('POST', '/api/auth/login', login, { status: 200 })).json<LoggedIn>();
  const again = new Client(drive.url, sessionToken);
  expect(await again.image(image.id)).toMatchObject({ state: 'ready', name: 'IMG_0042.jpg', sha256: image.sha256 });
  expect((await again.get(`/get/${image.id}/o`)).bytes.equals(original)).toBe(true);
  // The session from before the restart still counts as well.
  await new Client(drive.url, ada.token).image(image.id);

  await again.send('DELETE', `/api/images/${image.id}?forever=true`, { status: 204 });
  await again.refused('NOT_FOUND', 'POST', `/api/images/${image.id}/restore`);
  expect([...(await again.ids()), ...(await again.ids({ deleted: 'true' }))]).toEqual([]);
});
