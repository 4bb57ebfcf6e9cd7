import { once } from 'node:events';
import { connect, type Socket } from 'node:net';

import { afterAll, beforeAll, expect, it } from 'vitest';

import { Client } from '../harness/http/client.js';
import { openDrive, type TestDrive } from '../harness/drive/drive.js';
import { jpeg, noise } from '../harness/images/images.js';
import { ready } from '../harness/http/until.js';

let drive: TestDrive;
let ada: Client;
const sockets: Socket[] = [];
beforeAll(async () => {
  drive = await openDrive();
  ada = await Client.signUp(drive.url);
});
afterAll(async () => {
  for (const socket of sockets) socket.destroy();
  await drive.close();
});

async function open(head: string, body = Buffer.alloc(0)): Promise<Socket> {
  const { hostname, port } = new URL(drive.url);
  const socket = connect(Number(port), hostname);
  sockets.push(socket.on('error', () => undefined));
  await once(socket, 'connect');
  socket.write(`${head}\r\nHost: ${hostname}\r\nAuthorization: Bearer ${ada.token}\r\n`);
  socket.write(body);
  return socket;
}

it('stalled bodies, endless headers and unread answers do not block other clients', async () => {
  const picture = await noise(1000, 1000);
  const { id } = await ready(ada, (await ada.upload(picture)).id);
  const half = Buffer.concat([Buffer.from(`Content-Length: ${picture.length}\r\n\r\n`), picture.subarray(0, picture.length / 2)]);
  for (let count = 0; count < 8; count++) {
    await open('POST /api/images HTTP/1.1', half);
    await open('GET /api/images HTTP/1.1');
    (await open(`GET /get/${id}/o HTTP/1.1`, Buffer.from('\r\n'))).pause();
  }
  for (let count = 0; count < 5; count++) {
    await ready(ada, (await ada.upload(await jpeg(800, 600))).id);
    await ada.get(`/get/${id}/m`);
    await ada.get(`/${ada.user.name}/list/5`);
  }
  // Those that stopped go on after all, and are taken.
  const [first] = sockets;
  first!.write(picture.subarray(picture.length / 2));
  const [answer] = (await once(first!, 'data')) as [Buffer];
  expect(answer.toString()).toMatch(/^HTTP\/1\.1 200 [^]*"duplicate":true/);
});

it('forty uploads at the same time all succeed', async () => {
  const pictures = await Promise.all(Array.from({ length: 40 }, () => noise(300, 300)));
  const images = await Promise.all(pictures.map((body) => ada.upload(body)));
  expect(new Set(images.map(({ id }) => id)).size).toBe(40);
  for (const { id } of images) await ready(ada, id);
});
