import { once } from 'node:events';
import { connect } from 'node:net';
import { Readable } from 'node:stream';
import { setTimeout as wait } from 'node:timers/promises';

import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';

import type { Image } from '#libs/api/image.js';

import { makeSizes } from '../testing/make-sizes.js';
import { openMedia, type TestMedia } from '../testing/open-media.js';
import { png } from '../../../test/harness/images/tiny-images.js';
import { readZip } from '../testing/read-zip.js';
import { StoreUnavailable } from '#libs/ports/errors.js';

let media: TestMedia;
let ada: ReturnType<TestMedia['as']>;
beforeAll(async () => {
  media = await openMedia();
  ada = media.as('ada');
});
afterEach(() => vi.restoreAllMocks());
afterAll(() => media.close());

let seed = 0;
async function upload(name: string, { padding = 0, modifiedAt = '2020-02-29T12:34:56Z', who = ada } = {}) {
  const bytes = png(++seed, { padding });
  const query = new URLSearchParams({ name, modifiedAt });
  const image = (await (await who(`/api/images?${query}`, { method: 'POST', body: bytes })).json()) as Image;
  return { id: image.id, bytes };
}
const zip = (body: unknown, init: { path?: string; who?: typeof ada; headers?: Record<string, string> } = {}) =>
  (init.who ?? ada)(init.path ?? '/api/images/zip', {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...init.headers },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });
const form = (body: string) => zip(body, { headers: { 'content-type': 'application/x-www-form-urlencoded' } });
async function files(response: Promise<Response> | Response) {
  const answer = await response;
  expect(answer.status).toBe(200);
  return readZip(Buffer.from(await answer.arrayBuffer()));
}

describe('POST /api/images/zip', () => {
  it('packs the unchanged originals under unique names with the time of each', async () => {
    const made = [await upload('a.png'), await upload('a.png'), await upload('🐙.png', { modifiedAt: '1969-01-01T00:00:00Z' })];
    const ids = made.map(({ id }) => id);
    const response = await zip({ ids: [...ids, ids[0]], size: 'o' });
    expect(response.headers.get('content-type')).toBe('application/zip');
    expect(response.headers.get('content-disposition')).toMatch(/^attachment; filename="shoebox-\d{4}-\d\d-\d\d-\d{6}\.zip"$/);
    expect(response.headers.get('cache-control')).toBe('no-store');
    const packed = await files(response);
    expect(packed.map(({ name }) => name)).toEqual(['a.png', 'a (2).png', '🐙.png']);
    packed.forEach(({ bytes }, index) => expect(bytes.equals(made[index]!.bytes)).toBe(true));
    expect(packed.map(({ modifiedAt }) => modifiedAt.toISOString())).toEqual([
      '2020-02-29T12:34:56.000Z',
      '2020-02-29T12:34:56.000Z',
      // Zip knows no time before.
      '1980-01-02T00:00:00.000Z',
    ]);
  });

  it('packs a variant with the extension of its type, and lists missing ones', async () => {
    const [done, undone] = [await upload('a.png'), await upload('b\u2028.png')];
    await makeSizes(media, done.id, ['s', 'm', 'l']);
    const packed = await files(zip({ ids: [undone.id, done.id], size: 'm' }));
    expect(packed.map(({ name }) => name)).toEqual(['a-m.jpg', 'missing.txt']);
    expect(packed[0]!.bytes.toString()).toContain(`m of ${done.id}`);
    expect(packed[1]!.bytes.toString()).toContain('\r\nb.png\r\n');
  });

  it('accepts a form with repeated and comma-separated ids', async () => {
    const [a, b, c] = [await upload('a.png'), await upload('b.png'), await upload('c.png')];
    const packed = await files(form(`ids=${a.id}&ids=${b.id}%2C+${c.id}%2C&size=o`));
    expect(packed.map(({ name }) => name)).toEqual(['a.png', 'b.png', 'c.png']);
  });

  it('is 404 before the first byte when any image is missing', async () => {
    const [mine, theirs, trashed] = [await upload('a.png'), await upload('b.png', { who: media.as('eve') }), await upload('c.png')];
    await ada(`/api/images/${trashed.id}`, { method: 'DELETE' });
    for (const id of [theirs.id, trashed.id, '01k00000000000000000000000', 'x', '../a']) {
      const response = await zip({ ids: [mine.id, id], size: 'o' });
      expect([response.status, await response.json()]).toMatchObject([404, { code: 'NOT_FOUND' }]);
    }
  });

  it.each([
    ['no ids', { ids: [], size: 'o' }],
    ['too many', { ids: Array.from({ length: 10_001 }, (_, index) => String(index)), size: 'o' }],
    ['no such size', { ids: ['x'], size: 'x' }],
    ['no size', { ids: ['x'] }],
    ['something else', { ids: ['x'], size: 'o', name: 'x' }],
    ['no JSON', '{'],
  ])('refuses %s with 400', async (_what, body) => {
    const response = await zip(body);
    expect([response.status, await response.json()]).toMatchObject([400, { code: 'BAD_REQUEST' }]);
  });

  it.each(['', 'size=o', 'ids=&size=o', 'ids=x', 'ids=x&size=o&size=s', 'ids=x&size=o&__proto__=y', 'ids=x&size=o&to=y'])(
    'refuses the form %j with 400',
    async (body) => {
      expect((await form(body)).status).toBe(400);
    },
  );

  it('refuses other types, too large bodies, a query, and tokens without the scope', async () => {
    expect((await zip('x', { headers: { 'content-type': 'text/plain' } })).status).toBe(415);
    expect((await zip(' '.repeat(2 ** 20 + 1))).status).toBe(413);
    expect((await zip({ ids: ['x'], size: 'o' }, { path: '/api/images/zip?size=o' })).status).toBe(400);
    expect((await zip({ ids: ['x'], size: 'o' }, { who: media.as('ada', 'upload write') })).status).toBe(403);
  });

  it('accepts ten thousand ids', async () => {
    const { id } = await upload('a.png');
    const ids = Array.from({ length: 9_999 }, (_, index) => `01k${String(index).padStart(23, '0')}`);
    expect((await zip({ ids: [id, ...ids], size: 'o' })).status).toBe(404);
    expect((await form(`ids=${[id, ...ids].join('&ids=')}&size=o`)).status).toBe(404);
  });

  it('lists images purged meanwhile as missing and packs the others', async () => {
    const [a, b] = [await upload('a.png'), await upload('b.png')];
    const list = vi.spyOn(media.objects, 'get');
    list.mockImplementationOnce(async (key) => {
      await ada(`/api/images/${b.id}?forever=true`, { method: 'DELETE' });
      return media.objects.get(key);
    });
    const packed = await files(zip({ ids: [a.id, b.id], size: 'o' }));
    expect(packed.map(({ name }) => name)).toEqual(['a.png', 'missing.txt']);
    expect(packed[1]!.bytes.toString()).toContain('b.png');
  });

  it.each([
    ['can’t be opened', () => Promise.reject(new StoreUnavailable())],
    ['breaks off', async (size: number) => ({ size, stream: brokenStream() })],
  ])('closes the connection when an object %s', async (_what, open) => {
    const [a, b] = [await upload('a.png'), await upload('b.png')];
    const get = media.objects.get.bind(media.objects);
    vi.spyOn(media.objects, 'get').mockImplementation((key) => (key.includes(b.id) ? open(b.bytes.length) : get(key)));
    const response = await zip({ ids: [a.id, b.id], size: 'o' });
    expect(response.status).toBe(200);
    await expect(response.arrayBuffer()).rejects.toThrow();
  });

  it('opens one object at a time, waits for the client, and stops when the client leaves', async () => {
    const made = [];
    for (let index = 0; index < 4; index++) made.push(await upload('a.png', { padding: 8e6 }));
    const opened: Readable[] = [];
    const get = media.objects.get.bind(media.objects);
    vi.spyOn(media.objects, 'get').mockImplementation(async (key) => {
      const object = await get(key);
      opened.push(object.stream);
      return object;
    });
    const body = JSON.stringify({ ids: made.map(({ id }) => id), size: 'o' });
    const socket = connect(Number(new URL(media.url).port), '127.0.0.1');
    socket.write(
      `POST /api/images/zip HTTP/1.1\r\nhost: x\r\nauthorization: ${ada.authorization}\r\ncontent-type: application/json\r\n` +
        `content-length: ${body.length}\r\n\r\n${body}`,
    );
    await once(socket, 'readable');
    await wait(500);
    // Eight million bytes fit into no buffer on the way.
    expect(opened).toHaveLength(1);
    expect(opened[0]!.destroyed).toBe(false);
    const closed = new Promise((resolve) => opened[0]!.once('close', resolve));
    socket.destroy();
    await closed;
    expect(opened).toHaveLength(1);
  });
});

function brokenStream(): Readable {
  return Readable.from(
    (async function* () {
      yield Buffer.alloc(10);
      throw new Error('EIO');
    })(),
  );
}
