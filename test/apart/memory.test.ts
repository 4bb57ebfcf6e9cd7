import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { setTimeout as wait } from 'node:timers/promises';

import { afterAll, beforeAll, expect, it } from 'vitest';

import { Client } from '../harness/http/client.js';
import { jpeg } from '../harness/images/images.js';
import { describeOn, realServer } from '../harness/servers/servers.js';
import { Stack } from '../harness/drive/stack.js';

const servers = [await realServer('mongo'), await realServer('s3'), await realServer('redis')];
const UPLOADS = 10;
const BYTES = 50e6;
const MB = 1e6;
/** Bytes of memory for each upload in flight. */
const MOST = 8 * MB;
const NAMES = ['gateway', 'media'] as const;

describeOn('memory', servers, (mongo, s3, redis) => {
  let stack: Stack;
  let ada: Client;
  beforeAll(async () => {
    stack = await Stack.start({ mongo: mongo!, s3: s3!, redis: redis! });
    ada = await Client.signUp(stack.url);
  });
  afterAll(() => stack?.close());

  const filler = randomBytes(1e6);

  /** A small image padded with bytes after its end, which are stored as well. */
  async function* picture(): AsyncGenerator<Buffer> {
    const head = await jpeg(640, 480);
    yield head;
    for (let left = BYTES - head.length; left > 0; left -= filler.length) yield filler.subarray(0, Math.min(left, filler.length));
  }

  const upload = () => ada.send('POST', '/api/images', { status: 201, body: picture(), headers: { 'content-type': 'image/jpeg' } });

  /** Resident bytes of each process, without decoder children. */
  const resident = () =>
    NAMES.map((name) => Number(/^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${stack.apps[name][0]!.pid}/status`, 'latin1'))![1]) * 1024);

  /** The peak of each process during the uploads. */
  async function round(): Promise<number[]> {
    let peaks = resident();
    const timer = setInterval(() => (peaks = resident().map((bytes, index) => Math.max(bytes, peaks[index]!))), 10);
    await Promise.all(Array.from({ length: UPLOADS }, upload));
    clearInterval(timer);
    return peaks;
  }

  it('of gateway and media grows by less than 8 MB per upload, while ten uploads of 50 MB run at once, twice', async () => {
    await upload();
    // Modules loaded by the first upload stay in memory; its buffers are freed after a moment.
    await wait(3_000);
    const rest = resident();
    for (const name of ['first', 'second']) {
      const more = (await round()).map((peak, index) => peak - rest[index]!);
      const told = NAMES.map(
        (app, index) => `${app} ${((rest[index] ?? 0) / MB).toFixed(0)} MB at rest, ${(more[index]! / MB).toFixed(0)} MB more`,
      );
      console.info(`  ${name} round of ${UPLOADS} uploads of ${BYTES / MB} MB: ${told.join('; ')}`);
      for (const bytes of more) expect(bytes).toBeLessThanOrEqual(UPLOADS * MOST);
    }
  });
});
