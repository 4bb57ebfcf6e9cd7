import { once } from 'node:events';
import { connect } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';

import { afterEach, describe, expect, it, vi } from 'vitest';

import { abandon, applyTransition } from '#libs/domain/image/transitions.js';
import { removeImage } from '#libs/domain/image/remove-image.js';
import { DRIVE_ID_KEY } from '#libs/domain/image/keys.js';
import { DecoderGone } from '#libs/imaging/image-error.js';

import { openMedia, type TestMedia } from '../testing/open-media.js';
import { png } from '../../../test/harness/images/tiny-images.js';
import { RepositoryUnavailable, StoreFull } from '#libs/ports/errors.js';

let media: TestMedia;
afterEach(() => media.close());

const body = png(1);
const objects = async () => (await Array.fromAsync(media.objects.list(''))).filter(({ key }) => key !== DRIVE_ID_KEY);
const listed = async () => ((await (await media.as('ada')('/api/images')).json()) as { items: unknown[] }).items;

async function expectNothingLeft() {
  expect(await listed()).toEqual([]);
  expect(await objects()).toEqual([]);
  expect(await media.temporary()).toEqual([]);
  expect(await media.maintenance.listByState('uploading', { limit: 10 })).toEqual([]);
}

async function post() {
  const response = await media.as('ada')('/api/images', { method: 'POST', body });
  return { status: response.status, retryAfter: response.headers.get('retry-after'), body: (await response.json()) as { code?: string } };
}

/** Sends the beginning of a request and leaves once a temporary file shows that it is being read. */
async function leaveHalfWay(head: string, beginning: Buffer) {
  const socket = connect(Number(new URL(media.url).port), '127.0.0.1');
  await once(socket, 'connect');
  socket.write(`POST /api/images HTTP/1.1\r\nHost: x\r\nAuthorization: ${media.as('ada').authorization}\r\n${head}\r\n\r\n`);
  socket.write(beginning);
  await vi.waitUntil(async () => (await media.temporary()).length > 0, { timeout: 5000 });
  socket.destroy();
  await vi.waitUntil(async () => (await media.temporary()).length === 0, { timeout: 5000 });
}

describe('a failed upload', () => {
  it('leaves nothing when the client leaves in the middle of a raw body', async () => {
    media = await openMedia();
    await leaveHalfWay('Content-Length: 1000000', png(1, { padding: 300_000 }));
    await expectNothingLeft();
  });

  it('leaves nothing when the client leaves in the middle of a form, not even complete files', async () => {
    media = await openMedia();
    const part = (seed: number) => [Buffer.from('--X\r\nContent-Disposition: form-data; name="file"; filename="a"\r\n\r\n'), png(seed)];
    const beginning = Buffer.concat([...part(1), Buffer.from('\r\n'), ...part(2), Buffer.from('\r\n'), ...part(3)]);
    await leaveHalfWay('Content-Type: multipart/form-data; boundary=X\r\nContent-Length: 1000000', beginning);
    await expectNothingLeft();
  });

  it('answers STORAGE_FULL and leaves nothing when the store is full', async () => {
    media = await openMedia();
    vi.spyOn(media.objects, 'put').mockRejectedValueOnce(new StoreFull());
    expect(await post()).toMatchObject({ status: 507, body: { code: 'STORAGE_FULL' } });
    await expectNothingLeft();
    expect((await post()).status).toBe(201);
  });

  it('leaves nothing when the commit fails', async () => {
    media = await openMedia();
    vi.spyOn(media.images, 'update').mockRejectedValueOnce(new RepositoryUnavailable());
    expect(await post()).toMatchObject({ status: 503, body: { code: 'UNAVAILABLE' }, retryAfter: '5' });
    await expectNothingLeft();
    expect((await post()).status).toBe(201);
  });

  it('keeps the object when the commit succeeded but its answer was lost', async () => {
    media = await openMedia();
    const update = media.images.update.bind(media.images);
    vi.spyOn(media.images, 'update').mockImplementationOnce(async (...change) => {
      await update(...change);
      throw new RepositoryUnavailable();
    });
    expect((await post()).status).toBe(503);
    expect(await objects()).toHaveLength(1);
    expect(await post()).toMatchObject({ status: 200, body: { duplicate: true } });
  });

  it('answers 503 and removes the object when maintenance abandoned the row before the commit', async () => {
    media = await openMedia();
    const put = media.objects.put.bind(media.objects);
    vi.spyOn(media.objects, 'put').mockImplementationOnce(async (...object) => {
      await put(...object);
      const [row] = await media.maintenance.listByState('uploading', { limit: 1 });
      await applyTransition(media.images, row!.id, abandon());
    });
    expect(await post()).toMatchObject({ status: 503, body: { code: 'UNAVAILABLE' }, retryAfter: '1' });
    await expectNothingLeft();
  });

  it('leaves no object without a row when maintenance removed the row before the object was stored', async () => {
    media = await openMedia();
    const put = media.objects.put.bind(media.objects);
    vi.spyOn(media.objects, 'put').mockImplementationOnce(async (...object) => {
      const [row] = await media.maintenance.listByState('uploading', { limit: 1 });
      await removeImage({ ...media, tmpDir: media.dataDir }, (await applyTransition(media.images, row!.id, abandon()))!);
      await put(...object);
    });
    expect(await post()).toMatchObject({ status: 503, body: { code: 'UNAVAILABLE' }, retryAfter: '1' });
    await expectNothingLeft();
  });

  it('answers 503 when the decoder child stopped for another reason than the image', async () => {
    media = await openMedia();
    vi.spyOn(media.decoder, 'readHeader').mockRejectedValueOnce(new DecoderGone('gone', false));
    expect(await post()).toMatchObject({ status: 503, body: { code: 'UNAVAILABLE' } });
    await expectNothingLeft();
  });

  it('succeeds when only the queue is unavailable or does not answer', async () => {
    media = await openMedia();
    const add = vi.spyOn(media.queue, 'add').mockRejectedValueOnce(new Error('away'));
    expect((await post()).status).toBe(201);
    add.mockImplementationOnce(() => wait(60_000, undefined, { ref: false }));
    expect((await media.as('grace')('/api/images', { method: 'POST', body })).status).toBe(201);
  });
});

describe('a body with a declared length above the limit', () => {
  it('is refused before a byte is sent', async () => {
    media = await openMedia();
    const socket = connect(Number(new URL(media.url).port), '127.0.0.1');
    const { authorization } = media.as('ada');
    socket.write(`POST /api/images HTTP/1.1\r\nHost: x\r\nAuthorization: ${authorization}\r\nContent-Length: 104857601\r\n\r\n`);
    const [answer] = (await once(socket, 'data')) as [Buffer];
    expect(answer.toString()).toMatch(/^HTTP\/1.1 413 /);
    socket.destroy();
  });
});

describe('a body for which the disk has no room', () => {
  it('is refused before a byte is sent', async () => {
    media = await openMedia({ SHOEBOX_MAX_UPLOAD_BYTES: String(2 ** 50) });
    const socket = connect(Number(new URL(media.url).port), '127.0.0.1');
    const { authorization } = media.as('ada');
    socket.write(`POST /api/images HTTP/1.1\r\nHost: x\r\nAuthorization: ${authorization}\r\nContent-Length: ${2 ** 49}\r\n\r\n`);
    const [answer] = (await once(socket, 'data')) as [Buffer];
    expect(answer.toString()).toMatch(/^HTTP\/1.1 507 [^]*"STORAGE_FULL"/);
    socket.destroy();
  });
});

describe('forty clients that stop sending in the middle', () => {
  it('do not block other uploads', async () => {
    media = await openMedia();
    const slow = Array.from({ length: 40 }, () => connect(Number(new URL(media.url).port), '127.0.0.1'));
    const head = `POST /api/images HTTP/1.1\r\nHost: x\r\nAuthorization: ${media.as('slow').authorization}\r\nContent-Length: 900000\r\n\r\n`;
    for (const socket of slow) socket.write(Buffer.concat([Buffer.from(head), png(2, { padding: 200_000 })]));
    await vi.waitUntil(async () => (await media.temporary()).length === slow.length, { timeout: 10_000 });
    expect((await post()).status).toBe(201);
    for (const socket of slow) socket.destroy();
    await vi.waitUntil(async () => (await media.temporary()).length === 0, { timeout: 5000 });
  });
});
