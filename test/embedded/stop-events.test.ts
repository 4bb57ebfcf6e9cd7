import { connect } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';

import { expect, it } from 'vitest';

import { Client } from '../harness/http/client.js';
import { startDrive } from '../harness/drive/drive.js';
import { listen } from '../harness/http/event-stream.js';
import { jpeg } from '../harness/images/images.js';

it('a stop does not wait for those who listen, whether they read or not', async () => {
  const own = await startDrive();
  const bob = await Client.signUp(own.url);
  const events = await listen(bob);
  const { port, hostname } = new URL(own.url);
  const silent = connect(Number(port), hostname).on('error', () => undefined);
  silent.write(`GET /api/events HTTP/1.1\r\nhost: x\r\nauthorization: Bearer ${bob.token}\r\n\r\n`);
  silent.pause();
  await bob.upload(await jpeg());
  await events.next();
  await wait(0);
  const over = events.ended();
  expect(await own.stop()).toBe(0);
  await over;
  silent.destroy();
  await own.close();
});
