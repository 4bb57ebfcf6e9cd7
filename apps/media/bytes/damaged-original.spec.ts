import { appendFile, copyFile, rm } from 'node:fs/promises';
import { join } from 'node:path';

import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import type { Image } from '#libs/api/image.js';
import type { ShareWithImages } from '#libs/api/share.js';

import { damage, DAMAGES } from '../testing/damage.js';
import { makeSizes } from '../testing/make-sizes.js';
import { openMedia, type TestMedia } from '../testing/open-media.js';
import { readZip } from '../testing/read-zip.js';
import { png } from '../../../test/harness/images/tiny-images.js';

let media: TestMedia;
let ada: ReturnType<TestMedia['as']>;
beforeAll(async () => {
  media = await openMedia();
  ada = media.as('ada');
});
afterAll(() => media.close());

/** Several reads of a file; one is enough for a small one. */
const BIG = 300_000;
let seed = 0xda0000;
async function upload(padding = 0) {
  const body = png(++seed, { padding });
  const { id } = (await (await ada(`/api/images?name=${seed}.png`, { method: 'POST', body })).json()) as Image;
  return { id, body, key: (await media.images.find(id))!.originalKey };
}
const json = (path: string, body: object) =>
  ada(path, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) });
const damagedAt = async (id: string) => (await media.images.find(id))!.damagedAt;

describe('a damaged original', () => {
  it.each(DAMAGES)('that is %s is answered with CORRUPT, and the row says so', async (how) => {
    const { id, key } = await upload();
    await damage(media, key, how);
    const response = await ada(`/get/${id}/o?v=1`);
    expect([response.status, response.headers.get('etag'), response.headers.get('cache-control')]).toEqual([500, null, 'no-store']);
    expect(await response.json()).toMatchObject({ code: 'CORRUPT', detail: expect.stringContaining('Send the same file again') });
    expect(await damagedAt(id)).toBeInstanceOf(Date);
    expect(await (await ada(`/api/images/${id}`)).json()).toMatchObject({ damaged: true });
    expect(await media.metrics.text()).toMatch(/^shoebox_corrupt_reads_total [1-9]/m);
  });

  it('of some length is never sent whole', async () => {
    const { id, key } = await upload(BIG);
    await damage(media, key, 'altered');
    const response = await ada(`/get/${id}/o`);
    expect(response.status).toBe(200);
    await expect(response.arrayBuffer()).rejects.toThrow();
    expect(await damagedAt(id)).toBeInstanceOf(Date);
    expect((await ada(`/get/${id}/o`)).status).toBe(500);
    // Its length is right, so only what the row says tells.
    expect((await ada(`/get/${id}/o`, { method: 'HEAD' })).status).toBe(500);
    expect((await ada(`/get/${id}/o`, { headers: { range: 'bytes=0-99' } })).status).toBe(500);
  });

  it.each(['cut', 'missing'] as const)('that is %s is answered with CORRUPT to HEAD and to ranges as well', async (how) => {
    const [head, range] = [await upload(BIG), await upload(BIG)];
    for (const { key } of [head, range]) await damage(media, key, how);
    expect((await ada(`/get/${head.id}/o`, { method: 'HEAD' })).status).toBe(500);
    expect((await ada(`/get/${range.id}/o`, { headers: { range: 'bytes=200000-' } })).status).toBe(500);
    for (const { id } of [head, range]) expect(await damagedAt(id)).toBeInstanceOf(Date);
  });

  it('that has bytes too many is answered with CORRUPT to a range of those that are right', async () => {
    const { id, key } = await upload();
    await appendFile(join(media.dataDir, 'objects', key), 'more');
    expect((await ada(`/get/${id}/o`, { headers: { range: 'bytes=0-9' } })).status).toBe(500);
    expect(await damagedAt(id)).toBeInstanceOf(Date);
  });

  it('is not sent as a stand-in, nor to a visitor of a share', async () => {
    const { id, key } = await upload();
    const { token } = (await (await json('/api/shares', { imageIds: [id], sizes: ['o'] })).json()) as ShareWithImages;
    await damage(media, key, 'altered');
    expect((await ada(`/get/${id}/m`)).status).toBe(500);
    const shared = await fetch(`${media.url}/shared/${token}/${id}/o.png`);
    expect([shared.status, await shared.json()]).toMatchObject([500, { code: 'CORRUPT', detail: expect.stringContaining('who') }]);
  });

  it('is left out of a zip file and named there; one that is found while it is sent ends the archive', async () => {
    const [whole, small, big] = [await upload(), await upload(), await upload(BIG)];
    await damage(media, small.key, 'altered');
    await damage(media, big.key, 'altered');
    const ids = [whole.id, small.id, big.id];
    await expect((await json('/api/images/zip', { ids, size: 'o' })).arrayBuffer()).rejects.toThrow();
    const packed = readZip(Buffer.from(await (await json('/api/images/zip', { ids, size: 'o' })).arrayBuffer()));
    expect(packed).toHaveLength(2);
    expect(packed[0]!.bytes.equals(whole.body)).toBe(true);
    expect(packed[1]!.bytes.toString()).toMatch(/damaged.*\.png.*\.png/s);
  });

  it('is sent again once somebody brought back its file', async () => {
    const { id, key, body } = await upload(BIG);
    const path = join(media.dataDir, 'objects', key);
    await copyFile(path, `${path}-copy`);
    await damage(media, key, 'altered');
    await expect((await ada(`/get/${id}/o`)).arrayBuffer()).rejects.toThrow();
    await copyFile(`${path}-copy`, path);
    await rm(`${path}-copy`);
    const response = await ada(`/get/${id}/o`);
    expect(Buffer.from(await response.arrayBuffer()).equals(body)).toBe(true);
    expect(await damagedAt(id)).toBeNull();
  });

  it('is not one of an image that was deleted for good, nor of a store that is another drive’s', async () => {
    const [purged, other] = [await upload(), await upload()];
    const find = media.images.find.bind(media.images);
    const row = await find(purged.id);
    await ada(`/api/images/${purged.id}?forever=true`, { method: 'DELETE' });
    media.images.find = async (id) => {
      media.images.find = find;
      return id === purged.id ? row : find(id);
    };
    expect((await ada(`/get/${purged.id}/o`)).status).toBe(404);
    await damage(media, other.key, 'missing');
    await damage(media, 'drive-id', 'altered');
    expect((await ada(`/get/${other.id}/o`)).status).toBe(503);
    expect(await damagedAt(other.id)).toBeNull();
    await damage(media, 'drive-id', 'altered');
    expect((await ada(`/get/${other.id}/o`)).status).toBe(500);
  });
});

describe('a lost variant', () => {
  const job = async () => (await media.queue.counts()).waiting;

  it.each(['cut', 'missing'] as const)('that is %s is made again, and another size is sent meanwhile', async (how) => {
    const { id } = await upload();
    const row = await makeSizes(media, id, ['s', 'm', 'l']);
    await damage(media, row.sizes.s.key!, how);
    const before = await job();
    const response = await ada(`/get/${id}/s?v=1`);
    expect([response.status, response.headers.get('x-served-size'), response.headers.get('cache-control')]).toEqual([200, 'm', 'no-store']);
    expect(await response.text()).toContain(`m of ${id}`);
    expect(await media.images.find(id)).toMatchObject({
      state: 'processing',
      generation: 2,
      sizes: { s: { state: 'waiting', key: null }, m: { state: 'ready' } },
    });
    expect(await job()).toBe(before + 1);
    const exact = await ada(`/get/${id}/s?exact`);
    expect([exact.status, exact.headers.get('retry-after')]).toEqual([404, '2']);
    await makeSizes(media, id, ['s', 'm', 'l']);
    expect(await (await ada(`/get/${id}/s`)).text()).toContain(`s of ${id}`);
  });

  it('is made again when a visitor of a share, or a zip file, asks for it', async () => {
    const [shared, zipped] = [await upload(), await upload()];
    for (const { id } of [shared, zipped]) await damage(media, (await makeSizes(media, id, ['s', 'm', 'l'])).sizes.m.key!, 'missing');
    const { token } = (await (await json('/api/shares', { imageIds: [shared.id] })).json()) as ShareWithImages;
    // The nearest size stands in.
    expect((await fetch(`${media.url}/shared/${token}/${shared.id}/m.jpg`)).headers.get('cache-control')).toContain('no-store');
    const packed = readZip(Buffer.from(await (await json('/api/images/zip', { ids: [zipped.id], size: 'm' })).arrayBuffer()));
    expect(packed.map(({ name }) => name)).toEqual(['missing.txt']);
    for (const { id } of [shared, zipped]) expect(await media.images.find(id)).toMatchObject({ state: 'processing', generation: 2 });
  });

  it('waits in the trash, and is made when its image is restored', async () => {
    const { id } = await upload();
    await damage(media, (await makeSizes(media, id, ['s', 'm', 'l'])).sizes.s.key!, 'missing');
    await ada(`/api/images/${id}`, { method: 'DELETE' });
    const before = await job();
    expect((await ada(`/trash/${id}/s`)).headers.get('x-served-size')).toBe('m');
    expect(await job()).toBe(before);
    await ada(`/api/images/${id}/restore`, { method: 'POST' });
    expect(await job()).toBe(before + 1);
  });
});
