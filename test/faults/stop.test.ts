import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { readdir } from 'node:fs/promises';
import { connect, type Socket } from 'node:net';
import { join } from 'node:path';

import { afterAll, beforeAll, expect, it } from 'vitest';

import type { Image } from '#libs/api/image.js';

import { Client } from '../harness/http/client.js';
import { startDrive, type TestDrive } from '../harness/drive/drive.js';
import { jpeg, noise, unique } from '../harness/images/images.js';
import { ready, until } from '../harness/http/until.js';

/** Above the 8 seconds that are promised, for a machine that is busy with other tests. */
const DEADLINE = 12_000;
const NPM_START = ['npm', 'start', '--silent'] as const;

let drive: TestDrive;
let ada: Client;
let picture: Buffer;
/** Bytes that take a decoder long; each copy is a picture of its own by what follows its end. */
let long: Buffer;
const sockets: Socket[] = [];
beforeAll(async () => {
  [picture, long] = await Promise.all([noise(2500, 2500), unique(7000, 7000).jpeg({ progressive: true }).toBuffer()]);
  drive = await startDrive({ group: true });
  ada = await Client.signUp(drive.url);
});
afterAll(async () => {
  for (const socket of sockets) socket.destroy();
  await drive.close();
});

async function start(options: Parameters<typeof startDrive>[0] = {}): Promise<void> {
  drive = await startDrive({ ...options, group: true, dataDir: drive.dataDir! });
  ada = new Client(drive.url, ada.token, ada.user);
}

/** A client that says this and then does nothing more, not even read. */
async function hang(text: string, body: Buffer = Buffer.alloc(0)): Promise<Socket> {
  const { hostname, port } = new URL(drive.url);
  const socket = connect(Number(port), hostname).on('error', () => undefined);
  sockets.push(socket);
  await once(socket, 'connect');
  socket.pause().write(text.replaceAll('\n', '\r\n'));
  socket.write(body);
  return socket;
}

/** Every client and picture that could hold up a stop, all at once. */
async function hangEverything(): Promise<Image[]> {
  const { id } = await ada.upload(Buffer.concat([picture, randomBytes(8)]));
  const head = `Host: x\nAuthorization: Bearer ${ada.token}\n`;
  await hang(`POST /api/images HTTP/1.1\n${head}Content-Length: ${picture.length}\n\n`, picture.subarray(0, picture.length / 2));
  await hang(`GET /get/${id}/o HTTP/1.1\n${head}\n`);
  await hang(`GET /api/events HTTP/1.1\n${head}\n`);
  await hang(`GET /api/images HTTP/1.1\n${head}`);
  const idle = await hang(`GET /api/images HTTP/1.1\n${head}\n`);
  await once(idle.resume(), 'data');
  const images = await Promise.all([1, 2].map(() => ada.upload(Buffer.concat([long, randomBytes(8)]))));
  await until(async () => ((await ada.list({ state: 'processing' })).items.some(({ sizes }) => sizes.s.state === 'working') ? true : null));
  return images;
}

/** Sends them all to the whole group, as a terminal and npm do, and resolves with how it ended. */
async function signal(...signals: NodeJS.Signals[]) {
  const exit = once(drive.process!, 'exit') as Promise<[number | null, NodeJS.Signals | null]>;
  const started = performance.now();
  for (const one of signals) process.kill(-drive.process!.pid!, one);
  const [code] = await exit;
  return { code, ms: performance.now() - started };
}

it.each([
  ['SIGTERM twice', ['SIGTERM', 'SIGTERM']],
  ['both, twice', ['SIGINT', 'SIGTERM', 'SIGTERM', 'SIGINT']],
] as [string, NodeJS.Signals[]][])('ends with 0 by itself whichever client or part hangs: %s', async (_, signals) => {
  const images = await hangEverything();
  const { code, ms } = await signal(...signals);
  expect([code, drive.lines.at(-1)]).toEqual([0, expect.stringContaining('"stopped"')]);
  expect(ms).toBeLessThan(DEADLINE);
  await start({ env: { SHOEBOX_UPKEEP_SECONDS: '1' } });
  for (const { id } of images) await ready(ada, id);
  expect((await ada.list({ state: 'rejected' })).items).toEqual([]);
  await ready(ada, (await ada.upload(await jpeg())).id);
});

it('ends with 0 when it is told so while it still starts', async () => {
  await signal('SIGTERM');
  const env = { PATH: process.env['PATH'], PORT: '0', SHOEBOX_DATA_DIR: drive.dataDir };
  const child = spawn(process.execPath, ['dist/apps/all-in-one/main.js'], { env, stdio: ['ignore', 'pipe', 'inherit'] });
  await once(child.stdout, 'data');
  child.kill('SIGTERM');
  child.stdout.resume();
  expect(await once(child, 'exit')).toEqual([0, null]);
  await start();
});

it('finishes what is nearly done: an upload that goes on after the signal is kept', async () => {
  const bytes = await noise(600, 600);
  const half = Math.floor(bytes.length / 2);
  const head = `Host: x\nAuthorization: Bearer ${ada.token}\nContent-Length: ${bytes.length}\n`;
  const socket = await hang(`POST /api/images HTTP/1.1\n${head}\n`, bytes.subarray(0, half));
  await until(async () => ((await readdir(join(drive.dataDir!, 'tmp'))).some((name) => name.startsWith('shoebox-upload-')) ? true : null));
  const refused = connectionRefused();
  const ended = signal('SIGTERM');
  await refused;
  socket.resume().write(bytes.subarray(half));
  const [answer] = (await once(socket, 'data')) as [Buffer];
  expect(answer.toString()).toMatch(/^HTTP\/1\.1 201 /);
  expect((await ended).code).toBe(0);
  await start();
  const [image] = (await ada.list({ limit: 1 })).items;
  expect((await ada.get(`/get/${image!.id}/o`)).bytes.equals(bytes)).toBe(true);
});

it('ends with 0 under npm start as well, by Ctrl-C to the whole group', async () => {
  await signal('SIGTERM');
  await start({ command: NPM_START });
  await hang(
    `POST /api/images HTTP/1.1\nHost: x\nAuthorization: Bearer ${ada.token}\nContent-Length: 1000000\n\n`,
    picture.subarray(0, 1000),
  );
  expect((await signal('SIGINT', 'SIGINT')).code).toBe(0);
  await start();
  await ada.get('/api/auth/me');
});

/** Resolves when the drive takes no more connections: it is stopping. */
async function connectionRefused(): Promise<void> {
  const { hostname, port } = new URL(drive.url);
  await until(async () => {
    const socket = connect(Number(port), hostname);
    const open = await once(socket, 'connect').then(
      () => true,
      () => false,
    );
    socket.destroy();
    return open ? null : true;
  });
}
