import { createHash } from 'node:crypto';

import { afterAll, beforeAll, expect, it } from 'vitest';

import type { KnownImages } from '#libs/api/image.js';

import { Client } from '../harness/http/client.js';
import { openDrive, type TestDrive } from '../harness/drive/drive.js';
import { jpeg, taken } from '../harness/images/images.js';

let drive: TestDrive;
let ada: Client;
let eve: Client;
beforeAll(async () => {
  drive = await openDrive();
  [ada, eve] = [await Client.signUp(drive.url), await Client.signUp(drive.url)];
});
afterAll(() => drive.close());

const hash = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex');
const known = async (client: Client, sha256: readonly string[]) =>
  (await client.json('POST', '/api/images/known', { sha256 }, { status: 200 })).json<KnownImages>().items;

it('lookup by hash finds only the caller’s own images', async () => {
  const [live, trashed, absent] = await Promise.all([jpeg(), jpeg(), jpeg()]);
  const made = await ada.json('POST', '/api/auth/tokens', { name: 'Backup', scopes: ['upload'] }, { status: 201 });
  const tool = ada.with(made.json<{ token: string }>().token);
  const { id } = await tool.upload(live);
  const gone = await ada.upload(trashed);
  await ada.send('DELETE', `/api/images/${gone.id}`);
  const asked = [live, trashed, absent].map(hash);
  const items = await known(tool, asked);
  expect(items.map((item) => [item.id, item.deletedAt !== null]).sort()).toEqual([[id, false] as const, [gone.id, true] as const].sort());
  expect(await known(eve, asked)).toEqual([]);
  await ada.refusedJson('BAD_REQUEST', 'POST', '/api/images/known', { sha256: ['no hash'] });
  await new Client(drive.url).refusedJson('NOT_LOGGED_IN', 'POST', '/api/images/known', { sha256: asked });
});

it('takenAt of the upload wins over the time in the file', async () => {
  const picture = await taken('2021:03:04 05:06:07');
  const headers = { 'content-type': 'image/jpeg' };
  const upload = async (bytes: Buffer, query: string) =>
    (await ada.send('POST', `/api/images?${query}`, { status: 201, headers, body: bytes })).json<{ takenAt: string | null }>().takenAt;
  expect(await upload(picture, 'takenAt=2019-06-01T23:30:00Z')).toBe('2019-06-01T23:30:00.000Z');
  expect(await upload(await taken('2021:03:04 05:06:07'), 'takenAt=')).toBeNull();
  expect(await upload(await taken('2021:03:04 05:06:07'), '')).toBe('2021-03-04T05:06:07.000Z');
});
