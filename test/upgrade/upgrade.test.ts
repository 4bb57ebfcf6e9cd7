import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

import { afterEach, describe, expect, it } from 'vitest';

import type { LoggedIn } from '#libs/api/account.js';

import { startDrive, type TestDrive } from '../harness/drive/drive.js';
import { runApp } from '../harness/drive/run-app.js';
import { header } from '../harness/http/answer.js';
import { Client } from '../harness/http/client.js';
import { ready } from '../harness/http/until.js';
import { jpeg } from '../harness/images/images.js';
import { describeOn, realServer } from '../harness/servers/servers.js';
import { openStores, type Stores } from '../harness/servers/stores.js';
import { loadStack } from '../fixtures/upgrades/stack-dump.js';

const FIXTURES = join(import.meta.dirname, '../fixtures/upgrades');

/** What record.mjs says that the folder holds. null: the version had nothing of the kind. */
interface Expected {
  version: string;
  email: string;
  password: string;
  accessToken: string | null;
  images: { id: string; name: string; sha256: string; trashed: boolean }[];
  album: { id: string; name: string; ids: string[] } | null;
  share: { token: string; id: string } | null;
}

let drive: TestDrive | undefined;
let stores: Stores | undefined;
let folder: string;
afterEach(async () => {
  await drive?.close();
  await stores?.remove();
  [drive, stores] = [undefined, undefined];
  await rm(folder, { recursive: true, force: true });
});

/** Unpacks the data folder that a version wrote. */
async function unpack(version: string): Promise<{ dataDir: string; expected: Expected }> {
  folder = await mkdtemp(join(tmpdir(), 'shoebox-upgrade-'));
  const dataDir = join(folder, 'data');
  await mkdir(dataDir);
  execFileSync('tar', ['-xzf', join(FIXTURES, version, 'data.tgz'), '-C', dataDir]);
  return { dataDir, expected: JSON.parse(await readFile(join(FIXTURES, version, 'expected.json'), 'utf8')) as Expected };
}

const versions = (await readdir(FIXTURES, { withFileTypes: true })).filter((entry) => entry.isDirectory()).map(({ name }) => name);

describe.each(versions)('a data folder of %s', (version) => {
  it('opens with this version, and everything in it is there', async () => {
    const { dataDir, expected } = await unpack(version);
    drive = await startDrive({ dataDir, env: { SHOEBOX_UPKEEP_SECONDS: '1' } });
    await everythingIsThere(drive.url, expected);
  });
});

describeOn('on real servers', [await realServer('mongo'), await realServer('s3'), await realServer('redis')], (mongo, s3, redis) => {
  it.each(versions)(
    'the database and the bucket of a stack of %s open with this version, and everything in them is there',
    async (version) => {
      stores = await openStores({ mongo: mongo!, s3: s3!, redis: redis! });
      ({ folder } = stores);
      await loadStack(await readFile(join(FIXTURES, version, 'stack.json.gz')), stores.env);
      drive = await startDrive({ dataDir: join(folder, 'data'), env: { ...stores.env, SHOEBOX_UPKEEP_SECONDS: '1' } });
      await everythingIsThere(drive.url, JSON.parse(await readFile(join(FIXTURES, version, 'expected-stack.json'), 'utf8')) as Expected);
    },
  );
});

async function everythingIsThere(url: string, expected: Expected): Promise<void> {
  const { email, password } = expected;
  const logIn = await new Client(url).json('POST', '/api/auth/login', { email, password });
  const { sessionToken, user } = logIn.json<LoggedIn>();
  const ada = new Client(url, sessionToken, user);
  if (expected.accessToken) await ada.with(expected.accessToken).get('/api/images');
  const ids = (trashed: boolean) => expected.images.flatMap((image) => (image.trashed === trashed ? [image.id] : [])).toSorted();
  expect((await ada.ids()).toSorted()).toEqual(ids(false));
  expect(await ada.ids({ deleted: 'true' })).toEqual(ids(true));
  for (const { id, name, sha256, trashed } of expected.images) {
    if (trashed) await ada.send('POST', `/api/images/${id}/restore`, { status: 200 });
    expect((await ready(ada, id)).name).toBe(name);
    const { bytes } = await ada.get(`/get/${id}/o`);
    expect(createHash('sha256').update(bytes).digest('hex')).toBe(sha256);
    await ada.get(`/get/${id}/s?exact`);
  }
  if (expected.album) {
    const album = (await ada.get(`/api/albums/${expected.album.id}`)).json<{ name: string }>();
    expect(album.name).toBe(expected.album.name);
    expect(await ada.ids({ album: expected.album.id })).toEqual(expected.album.ids);
  }
  if (expected.share) {
    const { token, id } = expected.share;
    const nobody = new Client(url);
    await nobody.get(`/p/${token}/${id}/m.jpg`, { status: 404 });
    const form = { 'content-type': 'application/x-www-form-urlencoded', accept: 'text/html', origin: url };
    const unlocked = await nobody.ask('POST', `/p/${token}`, { headers: form, body: new URLSearchParams({ password }).toString() });
    const cookie = (header(unlocked, 'set-cookie') ?? '').split(';')[0]!;
    await nobody.get(`/p/${token}/${id}/m.jpg`, { headers: { cookie } });
  }
  await ready(ada, (await ada.upload(await jpeg())).id);
}

describe('a data folder that a newer version wrote', () => {
  it.each(['auth.db', 'media.db'])('%s: the start is refused in one line, and nothing is changed', async (name) => {
    const { dataDir } = await unpack(versions.at(-1)!);
    const file = join(dataDir, name);
    const database = new DatabaseSync(file);
    database.exec('INSERT INTO migrations VALUES (1000, 0); PRAGMA wal_checkpoint(TRUNCATE)');
    database.close();
    const before = await readFile(file);
    const { code, lines } = await runApp('all-in-one', { SHOEBOX_DATA_DIR: dataDir });
    expect([code, lines]).toEqual([1, [expect.stringContaining(`${name} was written by a newer version of Shoebox`)]]);
    expect((await readFile(file)).equals(before)).toBe(true);
  });
});
