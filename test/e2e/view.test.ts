import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import type { Image } from '#libs/api/image.js';
import type { Share } from '#libs/api/share.js';

import { header } from '../harness/http/answer.js';
import { Client } from '../harness/http/client.js';
import { openDrive, type TestDrive } from '../harness/drive/drive.js';
import { jpeg, noise, taken, unique } from '../harness/images/images.js';
import { ready, until } from '../harness/http/until.js';

let drive: TestDrive;
let ada: Client;
let original: Buffer;
let image: Image;
beforeAll(async () => {
  drive = await openDrive();
  ada = await Client.shared(drive.url);
  original = await noise(1600, 1200);
  image = await ready(ada, (await ada.upload(original, { name: 'IMG_0042.JPG' })).id);
});
afterAll(() => drive.close());

describe('the bytes', () => {
  it('are those of the medium size by default, with and without a final slash', async () => {
    const medium = await ada.get(`/get/${image.id}/m`);
    for (const path of [`/get/${image.id}`, `/get/${image.id}/`, `/get/${image.id}/m/`]) {
      expect((await ada.get(path)).bytes.equals(medium.bytes)).toBe(true);
    }
  });

  it.each(['s', 'm', 'l', 'o'] as const)('of %s come with length, type, ETag and content security policy', async (size) => {
    const answer = await ada.get(`/get/${image.id}/${size}`);
    expect(answer.headers).toMatchObject({
      'content-type': image.sizes[size].type,
      'content-length': String(image.sizes[size].bytes),
      'accept-ranges': 'bytes',
      'cache-control': 'private, no-cache',
      'x-content-type-options': 'nosniff',
      'cross-origin-resource-policy': 'same-origin',
    });
    expect(header(answer, 'etag')).toMatch(/^"[^"]+"$/);
    expect(header(answer, 'content-security-policy')).toMatch(/default-src 'none'.*sandbox/);
    expect(answer.headers).not.toHaveProperty('x-served-size');
    expect(answer.headers).not.toHaveProperty('set-cookie');
  });

  it('are immutable only under the current generation', async () => {
    const forever = 'private, max-age=31536000, immutable';
    expect(header(await ada.get(image.sizes.m.url), 'cache-control')).toBe(forever);
    expect(header(await ada.get(`/get/${image.id}/o?v=1`), 'cache-control')).toBe(forever);
    for (const v of ['2', '0', '01', 'x', '']) {
      expect(header(await ada.get(`/get/${image.id}/m?v=${v}`), 'cache-control')).toBe('private, no-cache');
    }
  });

  it.each([
    ['s', 'IMG_0042-s.jpg'],
    ['o', 'IMG_0042.JPG'],
  ])('of %s are saved as %s', async (size, name) => {
    expect(header(await ada.get(`/get/${image.id}/${size}`), 'content-disposition')).toBe(`inline; filename="${name}"`);
    expect(header(await ada.get(`/get/${image.id}/${size}?download`), 'content-disposition')).toBe(`attachment; filename="${name}"`);
  });
});

describe('HEAD', () => {
  it.each(['s', 'o'])('sends the headers of GET for %s', async (size) => {
    const get = await ada.get(`/get/${image.id}/${size}`);
    const head = await ada.send('HEAD', `/get/${image.id}/${size}`, { status: 200 });
    // Of the connection or of this very answer.
    const without = (headers: object) => ({ ...headers, date: '', 'x-request-id': '', connection: '', 'keep-alive': '' });
    expect(without(head.headers)).toEqual(without(get.headers));
    expect(head.bytes).toHaveLength(0);
  });

  it('is 404 for a missing image', async () => {
    await ada.send('HEAD', '/get/nonsense', { status: 404 });
  });
});

describe('If-None-Match', () => {
  it.each([(tag: string) => tag, (tag: string) => `W/${tag}`, (tag: string) => `"other", ${tag}`, () => '*'])('%s: 304', async (sent) => {
    const etag = header(await ada.get(`/get/${image.id}/s`), 'etag');
    const answer = await ada.get(`/get/${image.id}/s`, { status: 304, headers: { 'if-none-match': sent(etag) } });
    expect(header(answer, 'etag')).toBe(etag);
    expect(answer.bytes).toHaveLength(0);
  });

  it('with another ETag: 200, and each size has its own', async () => {
    const tags = await Promise.all(['s', 'm', 'l', 'o'].map(async (size) => header(await ada.get(`/get/${image.id}/${size}`), 'etag')));
    expect(new Set(tags).size).toBe(4);
    await ada.get(`/get/${image.id}/s`, { status: 200, headers: { 'if-none-match': tags[1]! } });
  });
});

describe('ranges', () => {
  const path = () => `/get/${image.id}/o`;
  it.each<[string, (size: number) => [number, number]]>([
    ['bytes=0-0', () => [0, 0]],
    ['bytes=0-99', () => [0, 99]],
    ['bytes=100-', (size) => [100, size - 1]],
    ['bytes=-100', (size) => [size - 100, size - 1]],
    ['bytes=5-99999999999', (size) => [5, size - 1]],
    ['bytes=-99999999999', (size) => [0, size - 1]],
  ])('%s', async (range, expected) => {
    const [start, end] = expected(original.length);
    const answer = await ada.get(path(), { status: 206, headers: { range } });
    expect(header(answer, 'content-range')).toBe(`bytes ${start}-${end}/${original.length}`);
    expect(answer.bytes.equals(original.subarray(start, end + 1))).toBe(true);
    expect(header(answer, 'content-length')).toBe(String(end - start + 1));
  });

  it.each(['bytes=5-2', 'bytes=a-b', 'bytes=-', 'lines=0-5', 'bytes=0-1,5-6', 'bytes=1e1-20'])(
    '%s is ignored: the whole file is sent',
    async (range) => {
      expect((await ada.get(path(), { status: 200, headers: { range } })).bytes.length).toBe(original.length);
    },
  );

  it('outside the file are 416', async () => {
    for (const range of [`bytes=${original.length}-`, 'bytes=-0']) {
      const { headers } = await ada.refused('RANGE_NOT_SATISFIABLE', 'GET', path(), { headers: { range } });
      expect(headers['content-range']).toBe(`bytes */${original.length}`);
    }
  });

  it('apply only while the ETag is that of If-Range', async () => {
    const etag = header(await ada.get(path()), 'etag');
    await ada.get(path(), { status: 206, headers: { range: 'bytes=0-9', 'if-range': etag } });
    await ada.get(path(), { status: 200, headers: { range: 'bytes=0-9', 'if-range': '"other"' } });
    await ada.get(path(), { status: 304, headers: { range: 'bytes=0-9', 'if-none-match': etag } });
  });
});

describe('a size that is not ready', () => {
  it('is replaced by the original, not cacheable, and is 404 when it must be exact', async () => {
    // While these are made, one that comes after them waits.
    for (let count = 0; count < 6; count++) await ada.upload(await noise(2500, 2500));
    const bytes = await jpeg(900, 700);
    const { id } = await ada.upload(bytes);
    const standIn = await ada.get(`/get/${id}/s`);
    expect(standIn.headers).toMatchObject({ 'x-served-size': 'o', 'cache-control': 'no-store', 'content-type': 'image/jpeg' });
    expect(standIn.bytes.equals(bytes)).toBe(true);
    const refused = await ada.refused('NOT_READY', 'GET', `/get/${id}/s?exact`);
    expect(Number(refused.headers['retry-after'])).toBeGreaterThan(0);
    const exact = await until(async () => {
      const response = await fetch(`${drive.url}/get/${id}/s?exact`, { headers: { authorization: `Bearer ${ada.token}` } });
      return response.ok ? response : null;
    });
    expect((await exact.bytes()).length).toBe((await ready(ada, id)).sizes.s.bytes);
  });

  it('is never replaced by an original with the place where it was taken, for its owner and for visitors of a share', async () => {
    for (let count = 0; count < 6; count++) await ada.upload(await noise(2500, 2500));
    const bytes = await taken('2021:03:04 05:06:07');
    expect(bytes.includes('Exif\0')).toBe(true);
    const { id } = await ada.upload(bytes);
    const { token } = (await ada.json('POST', '/api/shares', { imageIds: [id], sizes: ['s', 'm', 'l', 'o'] })).json<Share>();
    const answered = async (path: string, headers: Record<string, string> = { authorization: `Bearer ${ada.token}` }) => {
      const answer = await fetch(drive.url + path, { headers });
      expect([200, 404], path).toContain(answer.status);
      expect(answer.headers.get('x-served-size'), path).not.toBe('o');
      expect(Buffer.from(await answer.arrayBuffer()).includes('Exif\0'), path).toBe(false);
      return answer;
    };
    const first = await answered(`/get/${id}/m`);
    if (first.status === 404) expect(Number(first.headers.get('retry-after'))).toBeGreaterThan(0);
    await until(async () => {
      const all = await Promise.all([answered(`/get/${id}`), answered(`/get/${id}/s`), answered(`/p/${token}/${id}/m.jpg`, {})]);
      return all.every(({ status }) => status === 200) ? all : null;
    });
    // Where the original is asked for by its name it is sent as it is.
    expect((await ada.get(`/get/${id}/o`)).bytes.equals(bytes)).toBe(true);
  });

  it('of a TIFF is 404, because browsers can’t show the original', async () => {
    for (let count = 0; count < 6; count++) await ada.upload(await noise(2500, 2500));
    const { id } = await ada.upload(await unique(300, 300).tiff().toBuffer());
    await ada.refused('NOT_READY', 'GET', `/get/${id}/m`);
    expect(header(await ada.get(`/get/${id}/o`), 'content-type')).toBe('image/tiff');
    await ready(ada, id);
  });
});

describe('a bad address', () => {
  it('is 404 for a missing image and an unknown size', async () => {
    for (const id of ['01kdc7q3v8x2m4n6p8r0s2t4v6', 'nonsense']) {
      for (const rest of ['', '/', '/s', '/o/']) await ada.refused('NOT_FOUND', 'GET', `/get/${id}${rest}`);
    }
    for (const rest of ['/x', '/S', '/s/x', '/../o', '/%2e%2e', '/s%2fx', '/%00'])
      await ada.refused('NOT_FOUND', 'GET', `/get/${image.id}${rest}`);
  });

  it.each(['?size=s', '?download=maybe', '?exact=yes', '?v=1&v=2', '?w=100'])('/get/:id%s is refused', async (query) => {
    await ada.refused('BAD_REQUEST', 'GET', `/get/${image.id}${query}`);
  });

  it.each(['POST', 'PUT', 'PATCH', 'DELETE'])('is 405 for %s', async (method) => {
    const { headers } = await ada.refused('METHOD_NOT_ALLOWED', method, `/get/${image.id}/s`);
    expect(headers['allow']).toBe('GET, HEAD');
  });
});
