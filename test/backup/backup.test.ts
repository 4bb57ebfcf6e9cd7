import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, beforeAll, expect, it } from 'vitest';

import type { LoggedIn } from '#libs/api/account.js';
import type { DriveStatus } from '#libs/api/drive.js';
import type { Image } from '#libs/api/image.js';

import { runCommand } from '../harness/commands/commands.js';
import { startDrive, type TestDrive } from '../harness/drive/drive.js';
import { Client, PASSWORD } from '../harness/http/client.js';
import { settled } from '../harness/http/until.js';
import { everythingOf, furnish, run, uploadOne } from './backup-suite.js';

const PICTURES = 40;

let folder: string;
let drive: TestDrive;
let ada: Client;
let album: string;
const images: Image[] = [];
const place = (name: string) => join(folder, name);
const backup = (...args: string[]) => run('backup', [place('backup'), '--drive', drive.dataDir!, ...args]);
const restore = (...args: string[]) => run('restore', ['--from', place('backup'), ...args]);
const original = ({ id }: Image) => join(drive.dataDir!, 'objects', ada.user.id, id, 'original');

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'shoebox-backup-test-'));
  drive = await startDrive({ dataDir: place('drive'), env: { SHOEBOX_UPKEEP_SECONDS: '1' } });
  ada = await Client.signUp(drive.url, 'ada@example.org');
  for (let n = 0; n < PICTURES; n++) images.push(await uploadOne(ada, `${n}.png`));
  ({ album } = await furnish(
    ada,
    images.map(({ id }) => id),
  ));
});
afterAll(async () => {
  await drive.close();
  await rm(folder, { recursive: true, force: true });
});

it('a backup under load has everything that was acknowledged before, and a restore brings it back byte for byte', async () => {
  const before = await everythingOf(ada);
  let ended = false;
  const load = (async () => {
    for (let n = 0; !ended; n++) images.push(await uploadOne(ada, `later ${n}.png`));
  })();
  const { code, said } = await backup();
  ended = true;
  await load;
  expect([code, said]).toEqual([0, expect.stringContaining('Everything was backed up to')]);
  const { lastBackup } = (await ada.get('/api/drive')).json<DriveStatus>();
  expect(lastBackup?.images).toBeGreaterThanOrEqual(PICTURES);

  expect(await restore('--to', place('restored'))).toMatchObject({ code: 0 });
  const other = await startDrive({ dataDir: place('restored') });
  const again = new Client(other.url, ada.token);
  const after = await everythingOf(again);
  expect(after.images).toMatchObject(before.images as object);
  expect([after.albums, after.shares]).toEqual([before.albums, before.shares]);
  await new Client(other.url).json('POST', '/api/auth/login', { email: 'ada@example.org', password: PASSWORD }, { status: 200 });
  expect((await settled(again, images[0]!.id)).state).toBe('ready');
  // The restored row holds its bytes, as one that was uploaded.
  expect(await again.upload((await again.get(`/get/${images[0]!.id}/o`)).bytes, {}, { status: 200 })).toMatchObject({ id: images[0]!.id });
  await other.close();
});

it('a second backup copies what is new, and only that', async () => {
  await backup();
  images.push(await uploadOne(ada, 'new.png'));
  const { code, said } = await backup();
  expect([code, said]).toEqual([0, expect.stringMatching(/, 1 of them new/)]);
  expect((await restore('--list')).said.trim().split('\n').length).toBeGreaterThan(2);
  expect(await restore('--verify')).toMatchObject({ code: 0, said: expect.stringContaining('Whole: ') });
});

it('a damaged original is named, the others are backed up, and an earlier copy is kept and heals it', async () => {
  const [known, fresh] = [images[3]!, await uploadOne(ada, 'fresh.png')];
  await settled(ada, fresh.id);
  await writeFile(original(known), 'x');
  await writeFile(original(fresh), 'x');
  const { code, said } = await backup();
  expect([code, said]).toEqual([
    1,
    expect.stringContaining(`fresh.png (${fresh.id}, account ${ada.user.id}) is altered: it is not in the`),
  ]);
  expect(said).toContain('Everything else was backed up');

  const healed = await restore('--to', drive.dataDir!, '--image', known.id, images[4]!.id);
  expect(healed).toMatchObject({ code: 0, said: expect.stringContaining(`(${known.id}): its original was damaged and is replaced`) });
  expect(healed.said).toContain(`(${images[4]!.id}): is there already`);
  expect((await ada.get(`/get/${known.id}/o`, { status: 200 })).bytes).toHaveLength(known.bytes);
  await ada.json('DELETE', `/api/images/${fresh.id}?forever`, undefined, { status: 204 });
});

it('a picture that was deleted for good comes back under its id into the running drive, and into its place in its album', async () => {
  await backup();
  const { id } = images[2]!;
  const before = (await ada.get(`/get/${id}/o`)).bytes;
  const members = async () => (await ada.list({ album, limit: 100 })).items.map((each) => each.id);
  const places = await members();
  await ada.json('DELETE', `/api/images/${id}?forever`, undefined, { status: 204 });
  // Until maintenance has removed it, it is being deleted.
  const again = async () => (await restore('--to', drive.dataDir!, '--album', album)).said;
  await expect.poll(again, { timeout: 60_000 }).toContain(`(${id}): is there already`);
  expect((await ada.get(`/get/${id}/o`, { status: 200 })).bytes).toEqual(before);
  expect(places.slice(0, -1)).toContain(id);
  expect(await members()).toEqual(places);
  // A rebuild would leave it out.
  expect(existsSync(join(place('drive'), 'objects/removed', ada.user.id, id))).toBe(false);
  expect((await settled(ada, id)).state).toBe('ready');
});

it('an account that was removed comes back with its password, pictures, albums and links', async () => {
  const bob = await Client.signUp(drive.url, 'bob@example.org');
  const ids: string[] = [];
  for (let n = 0; n < 6; n++) ids.push((await uploadOne(bob, `bob ${n}.png`)).id);
  await furnish(bob, ids);
  const before = await everythingOf(bob);
  await backup();
  expect(await runCommand('admin', ['remove', 'bob', '--yes'], { SHOEBOX_DATA_DIR: drive.dataDir! })).toMatchObject({ code: 0 });
  const again = async () => (await restore('--to', drive.dataDir!, '--account', 'bob@example.org')).code;
  await expect.poll(again, { timeout: 60_000 }).toBe(0);
  const login = { email: 'bob@example.org', password: PASSWORD };
  const { sessionToken } = (await new Client(drive.url).json('POST', '/api/auth/login', login, { status: 200 })).json<LoggedIn>();
  expect(await everythingOf(bob.with(sessionToken))).toEqual(before);
});

it('--verify finds an altered original in the backup, and --recheck replaces it', async () => {
  const { sha256 } = images[0]!;
  await writeFile(join(place('backup'), 'originals', sha256.slice(0, 2), sha256), Buffer.alloc(images[0]!.bytes));
  expect(await restore('--verify')).toMatchObject({ code: 1, said: expect.stringContaining('is altered') });
  expect(await backup('--recheck')).toMatchObject({ code: 0 });
  expect(await restore('--verify')).toMatchObject({ code: 0 });
});

it('old backups are removed with the originals that only they had', async () => {
  const { id, sha256 } = images[1]!;
  await ada.json('DELETE', `/api/images/${id}?forever`, undefined, { status: 204 });
  expect(await backup('--keep-last', '1')).toMatchObject({
    code: 0,
    said: expect.stringMatching(/older backups? removed, with [1-9]/),
  });
  expect((await restore('--list')).said.trim().split('\n')).toHaveLength(2);
  expect(await restore('--verify')).toMatchObject({ code: 0 });
  expect(existsSync(join(place('backup'), 'originals', sha256.slice(0, 2), sha256))).toBe(false);
  expect(await restore('--to', drive.dataDir!, '--image', id)).toMatchObject({
    code: 1,
    said: expect.stringContaining('does not have it'),
  });
});

it.each([
  ['a place inside the store', () => ['backup', join(place('drive'), 'objects', 'x')], 'needs a place of its own'],
  ['a folder with other things', () => ['backup', place('drive')], 'needs a place of its own|is not empty'],
  ['no drive', () => ['backup', place('backup'), '--drive', place('nothing')], 'There is no drive in'],
  ['a whole restore over a drive', () => ['restore', '--from', place('backup'), '--to', place('drive')], 'already running'],
  ['an unknown time', () => ['restore', '--from', place('backup'), '--at', 'noon'], 'is not a time'],
  ['no backup', () => ['restore', '--from', place('empty'), '--list'], 'There is no backup in'],
  ['two actions', () => ['restore', '--from', place('backup'), '--list', '--verify'], 'Use one of'],
])('refuses %s in one line', async (_, args, line) => {
  const [command, ...rest] = args() as ['backup' | 'restore', ...string[]];
  const given = command === 'backup' && !rest.includes('--drive') ? [...rest, '--drive', place('drive')] : rest;
  const { code, said } = await run(command, given);
  expect(code).toBeGreaterThan(0);
  expect(said.trim().split('\n').at(-1)).toMatch(new RegExp(line));
});

it('refuses an empty place where the last backup should be', async () => {
  await rm(place('backup'), { recursive: true });
  expect(await backup()).toMatchObject({ code: 1, said: expect.stringContaining('Is its disk mounted?') });
  expect(await backup('--new')).toMatchObject({ code: 0 });
});
