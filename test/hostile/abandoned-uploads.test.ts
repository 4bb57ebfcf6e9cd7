import { once } from 'node:events';
import { connect } from 'node:net';

import { afterAll, beforeAll, expect, it } from 'vitest';

import { Client } from '../harness/http/client.js';
import { DataDir } from '../harness/drive/data-dir.js';
import { startDrive, type TestDrive } from '../harness/drive/drive.js';
import { noise } from '../harness/images/images.js';
import { openFiles } from '../harness/drive/processes.js';
import { Random } from '../harness/images/random.js';
import { ready, until } from '../harness/http/until.js';

const UPLOADS = 300;
const AT_ONCE = 20;
/** A few connections between gateway and media are kept for the next request. */
const POOLED = 10;

const random = new Random();
let drive: TestDrive;
let ada: Client;
beforeAll(async () => {
  drive = await startDrive();
  ada = await Client.signUp(drive.url);
});
afterAll(() => drive.close());

/** Sends some part of an upload, of its head or of its body, and leaves: politely or not. */
async function leave(picture: Buffer): Promise<void> {
  const { hostname, port } = new URL(drive.url);
  const socket = connect(Number(port), hostname).on('error', () => undefined);
  const closed = once(socket, 'close');
  await once(socket, 'connect');
  const head = `POST /api/images HTTP/1.1\r\nHost: ${hostname}\r\nAuthorization: Bearer ${ada.token}\r\nContent-Length: ${picture.length}\r\n\r\n`;
  const whole = Buffer.concat([Buffer.from(head), picture]);
  await new Promise((resolve) => socket.write(whole.subarray(0, random.int(1, whole.length - 1)), resolve));
  if (random.chance(0.5)) socket.resetAndDestroy();
  else socket.destroy();
  await closed;
}

it(`${UPLOADS} uploads stopped half-way leave no open file, no file on disk and no image`, async () => {
  const folder = new DataDir(drive.dataDir!);
  const picture = await noise(600, 400);
  await ready(ada, (await ada.upload(await noise(300, 200))).id);
  const pid = drive.process!.pid!;
  const before = openFiles(pid);
  for (let sent = 0; sent < UPLOADS; sent += AT_ONCE) await Promise.all(Array.from({ length: AT_ONCE }, () => leave(picture)));
  await until(async () => ((await folder.temporary(0)).length === 0 ? true : null));
  await until(async () => (openFiles(pid) <= before + POOLED ? true : null));
  expect(await folder.faults()).toEqual([]);
  expect(folder.rows()).toHaveLength(1);
  // Given up so often, the same bytes are still welcome.
  await ready(ada, (await ada.upload(picture)).id);
  expect(drive.lines.filter((line) => /"level":(50|60)/.test(line))).toEqual([]);
});
