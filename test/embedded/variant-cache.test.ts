import { rm } from 'node:fs/promises';
import { join } from 'node:path';

import { expect, it } from 'vitest';

import { Client } from '../harness/http/client.js';
import { startDrive } from '../harness/drive/drive.js';
import { noise } from '../harness/images/images.js';
import { ready } from '../harness/http/until.js';

it('the variant cache answers while the object store is gone', async () => {
  const drive = await startDrive();
  const ada = await Client.signUp(drive.url);
  const image = await ready(ada, (await ada.upload(await noise(1600, 1200), { name: 'IMG_0042.JPG' })).id);
  const path = `/get/${image.id}/m`;
  const { bytes } = await ada.get(path);
  await rm(join(drive.dataDir!, 'objects', ada.user.id, image.id), { recursive: true });
  expect((await ada.get(path)).bytes.equals(bytes)).toBe(true);
  await drive.close();
});
