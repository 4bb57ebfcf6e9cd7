import { execFile } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import type { BulkResult } from '#libs/api/image.js';

import { readZip } from '../../apps/media/testing/read-zip.js';
import { header, send } from '../harness/http/answer.js';
import { Client } from '../harness/http/client.js';
import { openDrive, type TestDrive } from '../harness/drive/drive.js';
import { jpeg } from '../harness/images/images.js';
import { ready } from '../harness/http/until.js';

const run = promisify(execFile);
const NEVER = '01kdc7q3v8x2m4n6p8r0s2t4v6';

let drive: TestDrive;
let ada: Client;
let eve: Client;
beforeAll(async () => {
  drive = await openDrive();
  [ada, eve] = [await Client.signUp(drive.url), await Client.signUp(drive.url)];
});
afterAll(() => drive.close());

const bulk = async (client: Client, ids: readonly string[], action: string) =>
  (await client.json('POST', '/api/images/bulk', { ids, action }, { status: 200 })).json<{ results: BulkResult[] }>().results;

describe('bulk changes', () => {
  it('move images to the trash, restore them and delete them for good', async () => {
    const ids = [(await ada.upload(await jpeg())).id, (await ada.upload(await jpeg())).id];
    expect((await bulk(ada, [...ids, NEVER], 'delete')).map(({ status }) => status)).toEqual([204, 204, 404]);
    expect(await ada.ids({ deleted: 'true' })).toEqual(ids.toReversed());
    const restored = await bulk(ada, ids, 'restore');
    expect(restored.map(({ image }) => image!.id)).toEqual(ids);
    expect((await bulk(ada, ids, 'purge')).map(({ status }) => status)).toEqual([204, 204]);
    for (const id of ids) await ada.refused('NOT_FOUND', 'GET', `/api/images/${id}`);
  });

  it('answer 404 for the images of another owner', async () => {
    const { id } = await ada.upload(await jpeg());
    for (const action of ['delete', 'restore', 'purge']) {
      expect(await bulk(eve, [id, NEVER], action)).toMatchObject([
        { id, status: 404, error: { code: 'NOT_FOUND' } },
        { id: NEVER, status: 404, error: { code: 'NOT_FOUND' } },
      ]);
    }
    await eve.refusedJson('NOT_FOUND', 'POST', '/api/images/zip', { ids: [id], size: 'o' });
    expect((await ada.image(id)).generation).toBe(1);
  });

  it.each([{}, { ids: [], action: 'delete' }, { ids: [NEVER], action: 'x' }, { ids: [NEVER, null], action: 'delete' }, []])(
    'are refused for %j',
    async (body) => {
      await ada.refusedJson('BAD_REQUEST', 'POST', '/api/images/bulk', body);
      await ada.refusedJson('BAD_REQUEST', 'POST', '/api/images/zip', body);
    },
  );

  it('are refused when they come from another site', async () => {
    const { id } = await ada.upload(await jpeg());
    const headers = { cookie: `shoebox_session=${ada.token}`, 'sec-fetch-site': 'cross-site', 'content-type': 'application/json' };
    for (const [path, body] of [
      ['/api/images/bulk', { ids: [id], action: 'purge' }],
      ['/api/images/zip', { ids: [id], size: 'o' }],
    ] as const) {
      await new Client(drive.url).refused('CROSS_SITE', 'POST', path, { headers, body: JSON.stringify(body) });
    }
    await ada.image(id);
  });
});

describe('a zip file', () => {
  it('contains the uploaded bytes, as another program unpacks them', async () => {
    const pictures = await Promise.all([jpeg(), jpeg(), jpeg()]);
    const names = ['IMG_0042.jpg', 'IMG_0042.jpg', '../../🐙 ümlaut.jpg'];
    const ids: string[] = [];
    for (const [index, bytes] of pictures.entries()) {
      const { id } = await ada.upload(bytes, { name: names[index]!, modifiedAt: '2020-02-29T12:34:56Z' });
      ids.push(id);
    }
    await ada.json('PATCH', `/api/images/${ids[0]}`, { takenAt: '2021-01-01T00:00:00Z' });
    const answer = await ada.json('POST', '/api/images/zip', { ids, size: 'o' }, { status: 200 });
    expect(header(answer, 'content-disposition')).toMatch(/^attachment; filename="shoebox-.*\.zip"$/);
    const expected = ['IMG_0042 (2).jpg', 'IMG_0042.jpg', '🐙 ümlaut.jpg'];
    const times = readZip(answer.bytes).map(({ modifiedAt }) => modifiedAt.toISOString());
    expect(times).toEqual(['2021-01-01T00:00:00.000Z', '2020-02-29T12:34:56.000Z', '2020-02-29T12:34:56.000Z']);
    const folder = await mkdtemp(join(tmpdir(), 'shoebox-zip-'));
    const file = join(folder, 'all.zip');
    await writeFile(file, answer.bytes);
    // With unzip where it is installed, otherwise with our own reader.
    const unpacked = await run('unzip', ['-q', file, '-d', join(folder, 'out')], { env: { ...process.env, LC_ALL: 'C.UTF-8' } }).then(
      () => true,
      (error: Error & { code?: unknown }) => {
        if (error.code === 'ENOENT') return false;
        throw error;
      },
    );
    const found = unpacked
      ? await Promise.all(
          (await readdir(join(folder, 'out'))).map(async (name) => ({ name, bytes: await readFile(join(folder, 'out', name)) })),
        )
      : readZip(answer.bytes);
    expect(found.map(({ name }) => name).sort()).toEqual(expected);
    const inOrder = ['IMG_0042.jpg', 'IMG_0042 (2).jpg', '🐙 ümlaut.jpg'];
    for (const { name, bytes } of found) expect(bytes.equals(pictures[inOrder.indexOf(name)]!), name).toBe(true);
    await rm(folder, { recursive: true });
  });

  it('can be requested by a form of our own page, and names its files by size', async () => {
    const { id } = await ready(ada, (await ada.upload(await jpeg(), { name: 'IMG_0042.jpeg' })).id);
    const answer = await send(drive.url, {
      method: 'POST',
      path: '/api/images/zip',
      headers: {
        cookie: `shoebox_session=${ada.token}`,
        'sec-fetch-site': 'same-origin',
        'content-type': 'application/x-www-form-urlencoded',
      },
      body: `ids=${id}&size=s`,
    });
    const [packed, ...more] = readZip(answer.bytes);
    expect([packed!.name, more]).toEqual(['IMG_0042-s.jpg', []]);
    expect(packed!.bytes.equals((await ada.get(`/get/${id}/s`)).bytes)).toBe(true);
  });
});
