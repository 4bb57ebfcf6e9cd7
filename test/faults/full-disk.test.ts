import { once } from 'node:events';
import { connect } from 'node:net';
import { mkdtemp, readdir, rename, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';

import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import type { Image } from '#libs/api/image.js';
import type { ProblemBody } from '#libs/api/errors.js';

import { send, type Answer } from '../harness/http/answer.js';
import { Client, PASSWORD } from '../harness/http/client.js';
import { startDrive, type TestDrive } from '../harness/drive/drive.js';
import { jpeg } from '../harness/images/images.js';
import { noDisks, openDisks, type SmallDisks } from '../harness/drive/small-disks.js';
import { ready, until } from '../harness/http/until.js';

const MiB = 2 ** 20;
/** Bytes after a picture's end belong to it: a way to one of any length. */
const long = async (bytes: number) => Buffer.concat([await jpeg(), Buffer.alloc(bytes, 7)]);

let folder: string;
let disks: SmallDisks;
let drive: TestDrive;
let ada: Client;
let env: Record<string, string>;

async function start(): Promise<void> {
  drive = await startDrive({ env: { SHOEBOX_UPKEEP_SECONDS: '1', ...env }, dataDir: join(folder, 'data'), wrapper: disks.wrapper });
}

async function open(sizes: Record<string, number>, settings: (folder: string) => Record<string, string> = () => ({})): Promise<void> {
  folder = await mkdtemp(join(tmpdir(), 'shoebox-full-'));
  disks = await openDisks(Object.fromEntries(Object.entries(sizes).map(([name, size]) => [join(folder, name), size])));
  env = settings(folder);
  await start();
  ada = await Client.signUp(drive.url);
}

async function close(): Promise<void> {
  await drive?.stop('SIGKILL');
  await disks?.close();
  await rm(folder, { recursive: true, force: true });
}

const threeDisks = () =>
  open({ db: 48, objects: 64, tmp: 64 }, (at) => ({
    SHOEBOX_DATABASE_URL: `sqlite:${at}/db`,
    SHOEBOX_STORAGE_URL: `file:${at}/objects`,
    SHOEBOX_TMP_DIR: `${at}/tmp`,
  }));

const place = (name: string) => join(folder, name);
/** What lies there, below it too; looked at once more when a folder goes meanwhile. */
const names = async (name: string): Promise<string[]> => {
  try {
    return await readdir(disks.at(place(name)), { recursive: true });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    return names(name);
  }
};
const pictures = async (name: string) => (await names(name)).filter((path) => /original|shoebox-/.test(path));
/** Readiness may be a second old. */
const healthIs = (status: number) =>
  until(async () => ((await send(drive.url, { method: 'GET', path: '/health/ready' })).status === status ? true : null));
const reserved = (name: string) => until(async () => ((await names(name)).includes('reserve') ? true : null));

/** Sends one half, does something, sends the other half. */
async function uploadAround(body: Buffer, between: () => Promise<void>): Promise<Answer> {
  const stream = new PassThrough({ highWaterMark: 1 });
  const headers = { authorization: `Bearer ${ada.token}`, 'content-length': `${body.length}` };
  const answer = send(drive.url, { method: 'POST', path: '/api/images', headers, body: stream });
  const middle = body.length >> 1;
  if (!stream.write(body.subarray(0, middle))) await once(stream, 'drain');
  await until(async () => ((await pictures(env['SHOEBOX_TMP_DIR'] ? 'tmp' : 'data/tmp')).length > 0 ? true : null));
  await between();
  stream.end(body.subarray(middle));
  return answer;
}

/** What is answered to the beginning of an upload. */
async function firstLine(type: string, bytes: number): Promise<string> {
  const { hostname, port, host } = new URL(drive.url);
  const socket = connect(Number(port), hostname);
  const head = ['POST /api/images HTTP/1.1', `Host: ${host}`, `Authorization: Bearer ${ada.token}`, `Content-Type: ${type}`];
  socket.write(`${[...head, `Content-Length: ${bytes}`].join('\r\n')}\r\n\r\nthe first bytes of it`);
  const [answer] = (await once(socket, 'data')) as [Buffer];
  socket.destroy();
  return answer.toString().slice(0, 12);
}

/** All that people do with what is there already. */
async function readsGoOn(image: Image): Promise<void> {
  expect((await ada.list()).items).toContainEqual(await ada.image(image.id));
  for (const size of ['s', 'm', 'l', 'o']) expect((await ada.get(`/get/${image.id}/${size}?exact`)).bytes.length).toBeGreaterThan(0);
  for (const path of ['list/5', `view/${image.id}`]) expect((await ada.get(`/${ada.user.name}/${path}`)).status).toBe(200);
  await healthIs(200);
}

async function logIn(): Promise<void> {
  await new Client(drive.url).json('POST', '/api/auth/login', { email: ada.user.email, password: PASSWORD }, { status: 200 });
}

describe.skipIf(noDisks)('a disk that is full', () => {
  afterEach(close);

  describe.each(['objects', 'tmp', 'db'])('that of %s', (name) => {
    beforeEach(async () => {
      await threeDisks();
      await reserved('db');
    });

    it('refuses uploads and keeps nothing of them, shows and removes pictures, and takes them again when there is room', async () => {
      const image = await ready(ada, (await ada.upload(await jpeg())).id);
      const other = await ready(ada, (await ada.upload(await jpeg())).id);
      await disks.fill(place(name));
      const before = await pictures('objects');
      const { detail } = await ada.refused('STORAGE_FULL', 'POST', '/api/images', { body: await jpeg() });
      expect(detail).toMatch(/Delete pictures for good, or ask the owner/);
      expect(await pictures('objects')).toEqual(before);
      expect(await pictures('tmp')).toEqual([]);
      await readsGoOn(image);
      await logIn();
      await ada.send('DELETE', `/api/images/${other.id}?forever=true`, { status: 204 });
      expect(await ada.ids()).toEqual([image.id]);
      await until(async () => ((await pictures('objects')).some((path) => path.includes(other.id)) ? null : true));
      await disks.empty(place(name));
      await ready(ada, (await ada.upload(await jpeg())).id);
      await reserved('db');
    });

    it('makes no new result of an image address, sends those that are there, and makes others when there is room', async () => {
      const { id } = await ready(ada, (await ada.upload(await jpeg())).id);
      const known = await ada.get(`/i/${id}._SL20_.png`, { status: 200 });
      await disks.fill(place(name));
      // What a result is made of needs no database that can be written.
      if (name === 'db') await ada.get(`/i/${id}._SL21_.png`, { status: 200 });
      else await ada.refused('STORAGE_FULL', 'GET', `/i/${id}._SL21_.png`);
      expect((await ada.get(`/i/${id}._SL20_.png`, { status: 200 })).bytes).toEqual(known.bytes);
      await disks.empty(place(name));
      await ada.get(`/i/${id}._SL21_.png`, { status: 200 });
    });

    it('in the middle of an upload ends it, and leaves nothing', async () => {
      const body = await long(8 * MiB);
      const answer = await uploadAround(body, () => disks.fill(place(name)));
      expect([answer.status, answer.json<ProblemBody>().code]).toEqual([507, 'STORAGE_FULL']);
      expect([await pictures('objects'), await pictures('tmp'), await ada.ids()]).toEqual([[], [], []]);
      await disks.empty(place(name));
      await ready(ada, (await ada.upload(body)).id);
    });
  });

  it('is seen before the body is read, and that a form is too long for it', async () => {
    await threeDisks();
    await disks.fill(place('objects'), 20 * MiB);
    for (const type of ['image/jpeg', 'multipart/form-data; boundary=x']) expect(await firstLine(type, 30 * MiB)).toBe('HTTP/1.1 507');
    await ada.upload(await jpeg());
  });

  it('costs no picture its sizes: they are made when there is room, and it is not to blame', async () => {
    await threeDisks();
    const body = await long(4 * MiB);
    const answer = await uploadAround(body, () => disks.fill(place('objects'), body.length + MiB));
    expect(answer.status).toBe(201);
    const { id } = answer.json<Image>();
    await until(async () => (drive.lines.some((line) => line.includes('A job failed')) ? true : null));
    expect(await ada.image(id)).toMatchObject({ state: 'processing', reason: null });
    expect((await ada.get(`/get/${id}/o`)).bytes.equals(body)).toBe(true);
    await disks.empty(place('objects'));
    expect((await ready(ada, id)).sizes.s).toMatchObject({ attempts: 1, error: null });
  });

  it('is made room on by deleting, when all lies on one disk, also after a restart', async () => {
    await open({ data: 64 });
    const image = await ready(ada, (await ada.upload(await long(4 * MiB))).id);
    const keep = await ready(ada, (await ada.upload(await jpeg())).id);
    await reserved('data');
    await disks.fill(place('data'));
    await ada.refused('STORAGE_FULL', 'POST', '/api/images', { body: await jpeg() });
    expect(await drive.stop()).toBe(0);
    await disks.fill(place('data'));
    await start();
    ada = new Client(drive.url, ada.token, ada.user);
    await readsGoOn(keep);
    await ada.send('DELETE', `/api/images/${image.id}`, { status: 204 });
    await ada.send('DELETE', '/api/trash', { status: 204 });
    await until(async () => ((await pictures('data')).some((path) => path.includes(image.id)) ? null : true));
    expect(await ada.ids()).toEqual([keep.id]);
    await disks.empty(place('data'));
    await ready(ada, (await ada.upload(await jpeg())).id);
    await reserved('data');
  });
});

describe.skipIf(noDisks)('a disk that fails', () => {
  afterEach(close);

  it('read-only, for temporary files: uploads are put off, and go in when it can be written again', async () => {
    await threeDisks();
    const image = await ready(ada, (await ada.upload(await jpeg())).id);
    disks.run('mount', '-o', 'remount,ro', place('tmp'));
    const { headers } = await ada.refused('UNAVAILABLE', 'POST', '/api/images', { body: await jpeg() });
    expect(headers['retry-after']).toBeDefined();
    await readsGoOn(image);
    disks.run('mount', '-o', 'remount,rw', place('tmp'));
    await ready(ada, (await ada.upload(await jpeg())).id);
  });

  it('pulled, with the originals: everything that needs it says so, and goes on when it is back', async () => {
    await open({ data: 64 });
    const image = await ready(ada, (await ada.upload(await jpeg())).id);
    const objects = disks.at(place('data/objects'));
    await rename(objects, `${objects}.away`);
    await ada.refused('UNAVAILABLE', 'POST', '/api/images', { body: await jpeg() });
    await ada.refused('UNAVAILABLE', 'GET', `/get/${image.id}/o`);
    await healthIs(503);
    expect(await ada.ids()).toEqual([image.id]);
    await rename(`${objects}.away`, objects);
    await healthIs(200);
    await readsGoOn(image);
    await ready(ada, (await ada.upload(await jpeg())).id);
  });
});
