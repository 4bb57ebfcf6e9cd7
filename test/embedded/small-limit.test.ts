import { readdir } from 'node:fs/promises';
import { connect } from 'node:net';
import { join } from 'node:path';

import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { Client, formOf } from '../harness/http/client.js';
import { startDrive, type TestDrive } from '../harness/drive/drive.js';
import { jpeg, noise } from '../harness/images/images.js';
import { until } from '../harness/http/until.js';

describe('on a drive with a small limit', () => {
  const LIMIT = 200_000;
  let small: TestDrive;
  let bea: Client;
  beforeAll(async () => {
    small = await startDrive({ env: { SHOEBOX_MAX_UPLOAD_BYTES: String(LIMIT) } });
    bea = await Client.signUp(small.url);
  });
  afterAll(() => small.close());
  /** Of uploads: the worker has files of its own beside them. */
  const temporary = async () => (await readdir(join(small.dataDir!, 'tmp'))).filter((name) => name.startsWith('shoebox-upload-'));

  it('a file that is too large is refused by its length, by its bytes, and in a form', async () => {
    const body = await noise(800, 800);
    expect(body.length).toBeGreaterThan(LIMIT);
    await bea.refused('TOO_LARGE', 'POST', '/api/images', { body });
    await bea.refused('TOO_LARGE', 'POST', '/api/images', { body: [body] as unknown as AsyncIterable<Uint8Array> });
    await bea.refused('TOO_LARGE', 'POST', '/api/images', await formOf([{ bytes: body }]));
    const [large, good] = await bea.uploadForm([{ bytes: body, name: 'large.jpg' }, { bytes: await jpeg() }]);
    expect(large).toMatchObject({ status: 413, error: { code: 'TOO_LARGE' }, name: 'large.jpg' });
    expect(good!.status).toBe(201);
    // Far beyond what lies in the buffers between the two.
    await bea.refused('TOO_LARGE', 'POST', '/api/images', { body: Buffer.alloc(60_000_000, 0xff) });
    expect(await temporary()).toEqual([]);
  });

  it('a file of just that length goes in', async () => {
    const picture = await jpeg();
    // Bytes after the picture's end are no reason to refuse.
    await bea.upload(Buffer.concat([picture, Buffer.alloc(LIMIT - picture.length)]));
    await bea.refused('TOO_LARGE', 'POST', '/api/images', { body: Buffer.concat([picture, Buffer.alloc(LIMIT - picture.length + 1)]) });
  });

  it.each(['raw', 'form'])('a client that goes in the middle of a %s body leaves nothing', async (kind) => {
    const before = await bea.ids();
    const picture = await jpeg(300, 300);
    const { headers, body } =
      kind === 'raw' ? { headers: { 'content-type': 'image/jpeg' }, body: picture } : await formOf([{ bytes: picture }]);
    const { hostname, port } = new URL(small.url);
    const socket = connect(Number(port), hostname);
    socket.on('error', () => undefined);
    socket.write(
      `POST /api/images HTTP/1.1\r\nHost: ${hostname}\r\nAuthorization: Bearer ${bea.token}\r\n` +
        `Content-Type: ${headers['content-type']}\r\nContent-Length: ${body.length}\r\n\r\n`,
    );
    socket.write(body.subarray(0, body.length / 2));
    // It is under way once its temporary file is there.
    await until(async () => ((await temporary()).length > 0 ? true : null));
    socket.destroy();
    await until(async () => ((await temporary()).length === 0 ? true : null));
    expect(await bea.ids()).toEqual(before);
    // And the same picture can still come.
    await bea.upload(picture);
  });
});
