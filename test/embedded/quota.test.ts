import { expect, it } from 'vitest';

import type { Usage } from '#libs/api/image.js';

import { Client } from '../harness/http/client.js';
import { startDrive } from '../harness/drive/drive.js';
import { jpeg } from '../harness/images/images.js';

it('usage and quota are told and held', async () => {
  const bytes = await jpeg();
  const own = await startDrive({ env: { SHOEBOX_USER_QUOTA_BYTES: String(bytes.length + 1_000) } });
  const bob = await Client.signUp(own.url);
  const usage = async () => (await bob.get('/api/usage')).json<Usage>();
  const quota = bytes.length + 1_000;
  expect(await usage()).toEqual({ images: 0, bytes: 0, trashed: 0, quota });
  const { id } = await bob.upload(bytes);
  const { detail } = await bob.refused('QUOTA_EXCEEDED', 'POST', '/api/images', { body: await jpeg() });
  expect(detail).toMatch(/ of your .* are used, and this picture needs .*\. Empty the trash/);
  await bob.send('DELETE', `/api/images/${id}`);
  expect(await usage()).toEqual({ images: 0, bytes: bytes.length, trashed: bytes.length, quota });
  const again = await bob.upload(bytes, {}, { status: 200 });
  expect(again).toMatchObject({ id, duplicate: true, restored: true });
  await own.close();
});
