import { once } from 'node:events';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { connect, createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { qrCode } from '../../apps/all-in-one/qr-code.js';
import { Client, PASSWORD } from '../harness/http/client.js';
import { startDrive, type TestDrive } from '../harness/drive/drive.js';
import { jpeg, noise } from '../harness/images/images.js';
import { runApp } from '../harness/drive/run-app.js';
import { ready, until } from '../harness/http/until.js';

/** With these, upkeep removes at once what a process left behind. */
const SOON = { SHOEBOX_UPKEEP_SECONDS: '1', SHOEBOX_GRACE_SECONDS: '1' };

// Every drive here is started, stopped and killed, so that none can be one that is running already.
describe('a start that can’t be', () => {
  it.each<[string, Record<string, string>, string[]]>([
    ['an unknown setting', { SHOEBOX_MAX_UPLOAD_BYTE: '5' }, ['SHOEBOX_MAX_UPLOAD_BYTE', 'did you mean SHOEBOX_MAX_UPLOAD_BYTES']],
    ['a setting of nobody', { SHOEBOX_XYZZY_PLUGH: '5' }, ['SHOEBOX_XYZZY_PLUGH']],
    ['a number that is none', { SHOEBOX_MAX_PIXELS: 'many' }, ['SHOEBOX_MAX_PIXELS', '"many"']],
    ['a number too small', { SHOEBOX_MAX_UPLOAD_BYTES: '0' }, ['SHOEBOX_MAX_UPLOAD_BYTES', 'is 0;']],
    ['a port that is none', { PORT: '70000' }, ['PORT', 'is 70000;']],
    ['two ports', { PORT: '3001', SHOEBOX_PORT: '3002' }, ['SHOEBOX_PORT', '3001', '3002']],
    ['a word that is none', { SHOEBOX_SIGN_UP: 'maybe' }, ['SHOEBOX_SIGN_UP', '"maybe"', 'closed']],
    ['an address that is none', { SHOEBOX_PUBLIC_URL: 'photos' }, ['SHOEBOX_PUBLIC_URL', '"photos"']],
    ['a database of another kind', { SHOEBOX_DATABASE_URL: 'postgres://ada:hunter2@db/x' }, ['SHOEBOX_DATABASE_URL']],
    ['a storage of another kind', { SHOEBOX_STORAGE_URL: 'ftp://ada:hunter2@host' }, ['SHOEBOX_STORAGE_URL']],
    ['an address of no MongoDB', { SHOEBOX_DATABASE_URL: 'mongodb://ada:hunter2@/x' }, ['SHOEBOX_DATABASE_URL']],
    ['a store without a bucket', { SHOEBOX_STORAGE_URL: 's3+http://ada:hunter2@host' }, ['SHOEBOX_STORAGE_URL', 'bucket']],
    ['a queue with a word too much', { SHOEBOX_QUEUE_URL: 'redis://:hunter2@queue?pre=x' }, ['SHOEBOX_QUEUE_URL', 'prefix=']],
    ['an auth elsewhere', { SHOEBOX_AUTH_URL: 'http://auth:3002' }, ['SHOEBOX_AUTH_URL', 'processes of their own']],
    ['a secret twice', { SHOEBOX_QUEUE_URL: 'redis://:hunter2@queue', SHOEBOX_QUEUE_URL_FILE: '/nowhere' }, ['SHOEBOX_QUEUE_URL_FILE']],
    ['a secret that can’t be read', { SHOEBOX_QUEUE_URL_FILE: '/nowhere/secret' }, ['SHOEBOX_QUEUE_URL_FILE', '/nowhere/secret']],
  ])('%s: one line that names it', async (_, env, named) => {
    const { code, lines } = await runApp('all-in-one', env);
    expect(lines, lines.join('\n')).toHaveLength(1);
    for (const text of named) expect(lines[0]).toContain(text);
    expect(lines[0]).not.toContain('hunter2');
    expect(code).toBe(1);
  });

  it('a folder that is a file', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'shoebox-start-'));
    await writeFile(join(folder, 'file'), '');
    const { code, lines } = await runApp('all-in-one', { SHOEBOX_DATA_DIR: join(folder, 'file') });
    expect([code, lines]).toEqual([1, [expect.stringContaining('SHOEBOX_DATA_DIR')]]);
    await rm(folder, { recursive: true });
  });

  it('a port that is taken', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { code, lines } = await runApp('all-in-one', { PORT: String((server.address() as AddressInfo).port) });
    expect([code, lines]).toEqual([1, [expect.stringContaining('port')]]);
    server.close();
  });
});

it.each(['gateway', 'auth', 'media', 'worker'])('%s alone ends with the one line that names the setting it lacks', async (app) => {
  const { code, lines } = await runApp(app);
  expect(lines, lines.join('\n')).toHaveLength(1);
  expect(lines[0]).toMatch(new RegExp(`^${app} alone .*SHOEBOX_\\w+_URL`));
  expect(code).toBe(1);
  expect((await runApp(app, { SHOEBOX_XYZZY_PLUGH: '5' })).lines).toEqual([expect.stringContaining('SHOEBOX_XYZZY_PLUGH')]);
});

describe('a drive', () => {
  let drive: TestDrive;
  let ada: Client;
  beforeAll(async () => {
    drive = await startDrive();
    ada = await Client.signUp(drive.url);
  });
  afterAll(() => drive.close());

  it('that runs lets no second one on its folder', async () => {
    const { code, lines } = await runApp('all-in-one', { SHOEBOX_DATA_DIR: drive.dataDir! });
    expect([code, lines]).toEqual([1, [expect.stringContaining('already running')]]);
    await ada.get('/api/auth/me');
  });

  it('that is killed starts again, with everything that it said it has', async () => {
    const done = await ready(ada, (await ada.upload(await jpeg())).id);
    const bytes = await Promise.all(Array.from({ length: 8 }, () => noise(1200, 900)));
    const uploaded = await Promise.all(bytes.map((body) => ada.upload(body)));
    await drive.stop('SIGKILL');
    drive = await startDrive({ dataDir: drive.dataDir! });
    ada = new Client(drive.url, ada.token, ada.user);
    expect((await ada.ids()).toSorted()).toEqual([done, ...uploaded].map(({ id }) => id).toSorted());
    for (const [index, { id }] of uploaded.entries()) {
      await ready(ada, id);
      expect((await ada.get(`/get/${id}/o`)).bytes.equals(bytes[index]!)).toBe(true);
    }
    await ada.get(`/get/${done.id}/s?exact`);
  });

  it('that is killed in the middle of an upload shows and keeps nothing of it', async () => {
    const before = await ada.ids();
    const socket = await stuckUpload(drive, ada);
    socket.on('error', () => undefined);
    await drive.stop('SIGKILL');
    drive = await startDrive({ dataDir: drive.dataDir!, env: SOON });
    ada = new Client(drive.url, ada.token, ada.user);
    expect(await ada.ids()).toEqual(before);
    await until(async () => ((await uploads(drive)).length === 0 ? true : null));
  });

  it.each(['SIGTERM', 'SIGINT'] as const)(
    'ends with 0 on %s, sent twice, with a client stuck in the middle of an upload',
    async (signal) => {
      const socket = await stuckUpload(drive, ada);
      const closed = once(
        socket.on('error', () => undefined),
        'close',
      );
      const started = performance.now();
      const stopped = drive.stop(signal);
      drive.process!.kill(signal);
      expect(await stopped).toBe(0);
      expect(performance.now() - started).toBeLessThan(8_000);
      await closed;
      // By itself, since nothing is left open; not by the deadline.
      expect(drive.lines.join('\n')).not.toContain('cut short');
      drive = await startDrive({ dataDir: drive.dataDir!, env: SOON });
      ada = new Client(drive.url, ada.token, ada.user);
      await until(async () => ((await uploads(drive)).length === 0 ? true : null));
    },
  );

  it('keeps its keys: a session from before still counts, and so does the password', async () => {
    await ada.get('/api/images');
    await new Client(drive.url).json('POST', '/api/auth/login', { email: ada.user.name, password: PASSWORD }, { status: 200 });
  });
});

const uploads = async (drive: TestDrive) =>
  (await readdir(join(drive.dataDir!, 'tmp'))).filter((name) => name.startsWith('shoebox-upload-'));

/** A client that has sent half a picture and says no more; it is under way at media when this resolves. */
async function stuckUpload(drive: TestDrive, client: Client) {
  const picture = await jpeg(300, 300);
  const { hostname, port } = new URL(drive.url);
  // What comes is read, or the end of the connection would never be seen.
  const socket = connect(Number(port), hostname).resume();
  socket.write(
    `POST /api/images HTTP/1.1\r\nHost: ${hostname}\r\nAuthorization: Bearer ${client.token}\r\nContent-Length: ${picture.length}\r\n\r\n`,
  );
  socket.write(picture.subarray(0, picture.length / 2));
  await until(async () => ((await uploads(drive)).length > 0 ? true : null));
  return socket;
}

it('shows with --lan the address for a phone, and the same as a code', async () => {
  const drive = await startDrive({ command: [process.execPath, 'dist/apps/all-in-one/main.js', '--lan'] });
  const address = /^Shoebox is ready: open (\S+)/m.exec(drive.lines.join('\n'))![1]!;
  const code = qrCode(address, false);
  await until(() => Promise.resolve(drive.lines.join('\n').includes(code) || null), 30_000);
  await new Client(address).get('/manifest.webmanifest');
  await drive.close();
});
