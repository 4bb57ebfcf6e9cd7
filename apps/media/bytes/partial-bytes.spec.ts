import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';

import type { Image } from '#libs/api/image.js';

import { openMedia, type TestMedia } from '../testing/open-media.js';
import { png } from '../../../test/harness/images/tiny-images.js';

let media: TestMedia;
let path: string;
let etag: string;
const body = png(1, { padding: 1000 });
const size = body.length;

beforeAll(async () => {
  media = await openMedia();
  const image = (await (await media.as('ada')('/api/images', { method: 'POST', body })).json()) as Image;
  path = `/get/${image.id}/o`;
  etag = `"${image.sha256}"`;
});
afterAll(() => media.close());

const get = (headers: Record<string, string>, method = 'GET') => media.as('ada')(path, { headers, method });

describe('conditional requests (RFC 9110 section 13)', () => {
  it.each([
    ['the ETag', () => etag],
    ['the ETag as a weak one', () => `W/${etag}`],
    ['the ETag among others', () => `"x", ${etag} , W/"y"`],
    ['any', () => '*'],
  ])('answer 304 without a body to %s', async (_what, ifNoneMatch) => {
    for (const method of ['GET', 'HEAD']) {
      const response = await get({ 'if-none-match': ifNoneMatch(), range: 'bytes=0-1' }, method);
      expect(response.status).toBe(304);
      expect([response.headers.get('etag'), response.headers.get('cache-control')]).toEqual([etag, 'private, no-cache']);
      expect(await response.text()).toBe('');
    }
  });

  it.each([
    ['its own time', 0],
    ['a later time', 3_600_000],
  ])('answer 304 to If-Modified-Since with %s', async (_what, later) => {
    const lastModified = (await get({})).headers.get('last-modified')!;
    const since = new Date(Date.parse(lastModified) + later).toUTCString();
    for (const method of ['GET', 'HEAD']) {
      const response = await get({ 'if-modified-since': since, range: 'bytes=0-1' }, method);
      expect([response.status, response.headers.get('etag'), await response.text()]).toEqual([304, etag, '']);
    }
    // Before If-Modified-Since comes If-None-Match (RFC 9110 section 13.2.2).
    expect((await get({ 'if-modified-since': since, 'if-none-match': '"other"' })).status).toBe(200);
  });

  it('send the bytes when If-Modified-Since is an earlier time or no date', async () => {
    const lastModified = (await get({})).headers.get('last-modified')!;
    for (const since of [new Date(Date.parse(lastModified) - 1000).toUTCString(), '2099', new Date(4e12).toISOString()]) {
      expect((await get({ 'if-modified-since': since })).status).toBe(200);
    }
  });

  it.each(['"other"', 'W/"other"', '', 'nonsense', '"*"'])('send the bytes when If-None-Match is %j', async (ifNoneMatch) => {
    expect((await get({ 'if-none-match': ifNoneMatch })).status).toBe(200);
  });
});

describe('ranges (RFC 9110 section 14)', () => {
  it.each([
    ['bytes=0-0', 0, 0],
    ['bytes=5-9', 5, 9],
    ['bytes=10-', 10, size - 1],
    ['bytes=-7', size - 7, size - 1],
    [`bytes=${size - 1}-${size + 100}`, size - 1, size - 1],
    [`bytes=-${size * 2}`, 0, size - 1],
  ])('answer 206 to %s', async (range, start, end) => {
    const response = await get({ range });
    expect(response.status).toBe(206);
    expect(response.headers.get('content-range')).toBe(`bytes ${start}-${end}/${size}`);
    expect(response.headers.get('content-length')).toBe(String(end - start + 1));
    expect(Buffer.from(await response.arrayBuffer()).equals(body.subarray(start, end + 1))).toBe(true);
  });

  it.each([`bytes=${size}-`, 'bytes=-0'])('answer 416 to %s', async (range) => {
    const response = await get({ range });
    expect([response.status, response.headers.get('content-range')]).toEqual([416, `bytes */${size}`]);
    expect(await response.json()).toMatchObject({ code: 'RANGE_NOT_SATISFIABLE' });
  });

  it.each(['bytes=9-5', 'bytes=0-1,4-5', 'lines=1-2', 'bytes=-', 'bytes=a-b'])(
    'are ignored when invalid or multiple: %s',
    async (range) => {
      const response = await get({ range });
      expect([response.status, response.headers.get('accept-ranges')]).toEqual([200, 'bytes']);
      expect((await response.arrayBuffer()).byteLength).toBe(size);
    },
  );

  it('apply with If-Range only while the ETag or the Last-Modified is the same', async () => {
    const range = 'bytes=0-3';
    const lastModified = (await get({})).headers.get('last-modified')!;
    for (const ifRange of [etag, lastModified]) expect((await get({ range, 'if-range': ifRange })).status).toBe(206);
    const hour = 3_600_000;
    const dates = [-hour, hour].map((later) => new Date(Date.parse(lastModified) + later).toUTCString());
    for (const ifRange of ['"other"', `W/${etag}`, etag.slice(1, -1), ...dates]) {
      expect((await get({ range, 'if-range': ifRange })).status).toBe(200);
    }
  });
});

describe('HEAD', () => {
  it('sends the headers of GET and opens no object', async () => {
    const opened = vi.spyOn(media.objects, 'get');
    const response = await get({}, 'HEAD');
    expect(opened).not.toHaveBeenCalled();
    expect(response.status).toBe(200);
    expect(response.headers.get('content-length')).toBe(String(size));
    expect(response.headers.get('content-type')).toBe('image/png');
    expect(response.headers.get('etag')).toBe(etag);
    expect(await response.text()).toBe('');
  });

  it('is 404 for a missing image', async () => {
    const response = await media.as('eve')(path, { method: 'HEAD' });
    expect([response.status, await response.text()]).toEqual([404, '']);
  });
});
