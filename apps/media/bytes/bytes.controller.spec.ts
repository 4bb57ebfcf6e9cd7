import { once } from 'node:events';
import { readdir, readlink } from 'node:fs/promises';
import { connect } from 'node:net';

import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';

import type { Image } from '#libs/api/image.js';

import { heldBytes } from '#libs/http/held-bytes.js';

import { makeSizes, rejectImage } from '../testing/make-sizes.js';
import { openMedia, type TestMedia } from '../testing/open-media.js';
import { chunk } from '../../../test/harness/images/png.js';
import { png, tiff } from '../../../test/harness/images/tiny-images.js';

let media: TestMedia;
let ada: ReturnType<TestMedia['as']>;
beforeAll(async () => {
  media = await openMedia();
  ada = media.as('ada');
});
afterAll(() => media.close());

let seed = 0;
async function upload(name = 'IMG_0042.png', body = png(++seed)): Promise<Image & { body: Buffer<ArrayBuffer> }> {
  const response = await ada(`/api/images?name=${encodeURIComponent(name)}`, { method: 'POST', body });
  return { ...((await response.json()) as Image), body };
}

const headersOf = (response: Response, ...names: string[]) => Object.fromEntries(names.map((name) => [name, response.headers.get(name)]));

describe('GET /get/:id/:size', () => {
  it('sends each size with its type, length, ETag and name, and medium by default', async () => {
    const { id } = await upload();
    await makeSizes(media, id, ['s', 'm', 'l']);
    const etags = new Set<string | null>();
    for (const size of ['s', 'm', 'l'] as const) {
      const response = await ada(`/get/${id}/${size}`);
      const text = await response.text();
      expect(response.status).toBe(200);
      expect(text).toContain(`${size} of ${id}`);
      expect(headersOf(response, 'content-type', 'content-length', 'content-disposition', 'x-served-size')).toEqual({
        'content-type': 'image/jpeg',
        'content-length': String(text.length),
        'content-disposition': `inline; filename="IMG_0042-${size}.jpg"`,
        'x-served-size': null,
      });
      etags.add(response.headers.get('etag'));
    }
    expect(etags.size).toBe(3);
    expect(await (await ada(`/get/${id}`)).text()).toContain(`m of ${id}`);
    expect(await (await ada(`/get/${id}/`)).text()).toContain(`m of ${id}`);
  });

  it('is read at once when it is small, and streamed while answers hold as many bytes as they may', async () => {
    const { id } = await upload();
    await makeSizes(media, id, ['s', 'm', 'l']);
    const began = Promise.withResolvers<void>();
    const real = media.objects.read.bind(media.objects);
    const read = vi.spyOn(media.objects, 'read').mockImplementation(async (key, bytes) => (await began.promise, real(key, bytes)));
    const get = vi.spyOn(media.objects, 'get');
    const sent = ada(`/get/${id}/s`);
    await expect.poll(() => heldBytes.bytes).toBeGreaterThan(0);
    const release = heldBytes.take(32 * 2 ** 20 - heldBytes.bytes);
    expect(await (await ada(`/get/${id}/s`)).text()).toContain(`s of ${id}`);
    expect([read.mock.calls.length, get.mock.calls.length]).toEqual([1, 1]);
    began.resolve();
    expect(await (await sent).text()).toContain(`s of ${id}`);
    release();
    await expect.poll(() => heldBytes.bytes).toBe(0);
    read.mockRestore();
    get.mockRestore();
  });

  it('allows browsers only to show the bytes', async () => {
    const { id } = await upload();
    const response = await ada(`/get/${id}/o`);
    expect(headersOf(response, 'x-content-type-options', 'content-security-policy', 'cross-origin-resource-policy')).toEqual({
      'x-content-type-options': 'nosniff',
      'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'; sandbox",
      'cross-origin-resource-policy': 'same-origin',
    });
  });

  it('is immutable only under the current generation', async () => {
    const { id } = await upload();
    await makeSizes(media, id, ['s', 'm', 'l']);
    const cacheOf = async (query: string) => (await ada(`/get/${id}/m${query}`)).headers.get('cache-control');
    expect(await cacheOf('?v=1')).toBe('private, max-age=31536000, immutable');
    for (const query of ['', '?v=2', '?v=0', '?v=', '?v=01']) expect(await cacheOf(query)).toBe('private, no-cache');
  });

  it('sends the original as an attachment under its own name', async () => {
    const { id, body } = await upload('naïve "x".png');
    const response = await ada(`/get/${id}/o?download`);
    for (const yes of ['1', 'true']) {
      expect((await ada(`/get/${id}/o?download=${yes}`)).headers.get('content-disposition')).toMatch(/^attachment/);
    }
    for (const no of ['0', 'false']) {
      expect((await ada(`/get/${id}/o?download=${no}`)).headers.get('content-disposition')).toMatch(/^inline/);
    }
    expect(response.headers.get('content-disposition')).toBe(
      `attachment; filename="na_ve _x_.png"; filename*=UTF-8''na%C3%AFve%20%22x%22.png`,
    );
    expect(Buffer.from(await response.arrayBuffer()).equals(body)).toBe(true);
  });

  it('sends a smaller size when there is nothing bigger that browsers show', async () => {
    const { id } = (await (await ada('/api/images', { method: 'POST', body: tiff(9) })).json()) as Image;
    expect((await ada(`/get/${id}/m`)).status).toBe(404);
    await makeSizes(media, id, ['s']);
    const { status, headers } = await ada(`/get/${id}/l`);
    expect([status, headers.get('x-served-size'), headers.get('cache-control')]).toEqual([200, 's', 'no-store']);
    expect((await ada(`/get/${id}/l?exact`)).status).toBe(404);
  });

  it.each(['?size=m', '?exact=maybe', '?v=1&v=2'])('refuses the query %s', async (query) => {
    const { id } = await upload();
    expect((await ada(`/get/${id}/o${query}`)).status).toBe(400);
  });

  it('is 404 for an unknown size, an unknown id and another owner', async () => {
    const { id } = await upload();
    for (const path of [`/get/${id}/x`, `/get/${id}/o/o`, '/get/nonsense', `/get/${id.toUpperCase()}/o`, `/get/..%2f..%2fetc/o`]) {
      expect((await ada(path)).status).toBe(404);
    }
    expect((await media.as('eve')(`/get/${id}/o`)).status).toBe(404);
    expect((await media.as('eve')(`/trash/${id}/s`)).status).toBe(404);
  });

  it('closes the file when the client leaves in the middle', async () => {
    const { id } = await upload('big', png(++seed, { padding: 20_000_000 }));
    const { originalKey } = (await media.images.find(id))!;
    const isOpen = async () => {
      const files = await readdir('/proc/self/fd');
      const targets = await Promise.all(files.map((file) => readlink(`/proc/self/fd/${file}`).catch(() => '')));
      return targets.some((target) => target.endsWith(originalKey));
    };
    const socket = connect(Number(new URL(media.url).port), '127.0.0.1');
    socket.write(`GET /get/${id}/o HTTP/1.1\r\nHost: x\r\nAuthorization: ${ada.authorization}\r\n\r\n`);
    await once(socket, 'data');
    socket.pause();
    if (process.platform === 'linux') await vi.waitUntil(isOpen);
    socket.destroy();
    await vi.waitUntil(async () => process.platform !== 'linux' || !(await isOpen()));
  });
});

describe('a size that is not ready', () => {
  it('is replaced by the next bigger ready size, and at last by the original', async () => {
    const { id, body } = await upload();
    const original = await ada(`/get/${id}/s?v=1`);
    expect(headersOf(original, 'x-served-size', 'cache-control', 'content-type')).toEqual({
      'x-served-size': 'o',
      'cache-control': 'no-store',
      'content-type': 'image/png',
    });
    expect(Buffer.from(await original.arrayBuffer()).equals(body)).toBe(true);
    await makeSizes(media, id, ['l']);
    for (const size of ['s', 'm']) {
      const response = await ada(`/get/${id}/${size}`);
      expect(response.headers.get('x-served-size')).toBe('l');
      expect(await response.text()).toContain(`l of ${id}`);
    }
    await makeSizes(media, id, ['s']);
    expect((await ada(`/get/${id}/m`)).headers.get('x-served-size')).toBe('l');
    expect((await ada(`/get/${id}/s`)).headers.get('x-served-size')).toBeNull();
  });

  it('is not replaced by an original that tells more than its pixels, but by whatever size is ready', async () => {
    const { id } = await upload('IMG_0042.png', png(++seed, { more: [chunk('tEXt', Buffer.from('Comment\0in Paris'))] }));
    for (const method of ['GET', 'HEAD']) {
      const response = await ada(`/get/${id}/m`, { method });
      expect([response.status, response.headers.get('retry-after'), await response.text()]).toEqual([
        404,
        '2',
        expect.not.stringContaining('Paris'),
      ]);
    }
    expect(Buffer.from(await (await ada(`/get/${id}/o`)).arrayBuffer()).includes('Paris')).toBe(true);
    await makeSizes(media, id, ['s']);
    expect((await ada(`/get/${id}/m`)).headers.get('x-served-size')).toBe('s');
  });

  it.each(['s', 'm', 'l'])('is 404 when exactly %s is requested', async (size) => {
    const { id } = await upload();
    const response = await ada(`/get/${id}/${size}?exact`);
    expect([response.status, response.headers.get('retry-after')]).toEqual([404, '2']);
    expect(await response.json()).toMatchObject({ code: 'NOT_READY' });
  });

  it('is 404 when browsers can’t show the original or the image was rejected', async () => {
    const unseen = await upload('scan.tif', tiff(7));
    expect((await ada(`/get/${unseen.id}`)).status).toBe(404);
    expect((await ada(`/get/${unseen.id}/o`)).headers.get('content-type')).toBe('image/tiff');
    const broken = await upload();
    await rejectImage(media, broken.id);
    expect((await ada(`/get/${broken.id}`)).status).toBe(404);
    expect((await ada(`/get/${broken.id}/o?exact`)).status).toBe(200);
  });
});
