import { createHash } from 'node:crypto';

import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import type { Image } from '#libs/api/image.js';

import { header } from '../harness/http/answer.js';
import { Client, formOf, uploadPath } from '../harness/http/client.js';
import { openDrive, type TestDrive } from '../harness/drive/drive.js';
import { cutJpeg, jpeg, oriented, taken, transparentPng, TYPES, unique } from '../harness/images/images.js';
import { ready, settled } from '../harness/http/until.js';

let drive: TestDrive;
let ada: Client;
beforeAll(async () => {
  drive = await openDrive();
  ada = await Client.signUp(drive.url);
});
afterAll(() => drive.close());

describe('a raw body', () => {
  it.each(TYPES)('of $type is recognised by its bytes, whatever type it declares', async ({ type, extension, make }) => {
    const bytes = await make();
    const image = await ada.upload(bytes, {}, { headers: { 'content-type': 'application/json' } });
    expect(image).toMatchObject({ type, name: `image.${extension}`, bytes: bytes.length });
    expect(image.sha256).toBe(createHash('sha256').update(bytes).digest('hex'));
    expect(image.sizes.o).toMatchObject({ state: 'ready', type, bytes: bytes.length });
    expect((await ready(ada, image.id)).state).toBe('ready');
    const answer = await ada.get(`/get/${image.id}/o`);
    expect(answer.bytes.equals(bytes)).toBe(true);
    expect(header(answer, 'content-type')).toBe(type);
  });

  it('may declare no type or an invalid one', async () => {
    for (const type of ['', 'nonsense', 'text/html', 'image/png']) {
      expect((await ada.upload(await jpeg(), {}, { headers: { 'content-type': type } })).type).toBe('image/jpeg');
    }
  });

  it('is answered with the location of the image', async () => {
    const answer = await ada.send('POST', '/api/images', { status: 201, body: await jpeg() });
    expect(header(answer, 'location')).toBe(`/api/images/${answer.json<Image>().id}`);
  });

  it('may be chunked without a length', async () => {
    const bytes = await jpeg(800, 600);
    const chunks = async function* () {
      for (let at = 0; at < bytes.length; at += 4096) yield bytes.subarray(at, at + 4096);
    };
    const answer = await ada.send('POST', uploadPath({ name: 'chunked.jpg' }), { status: 201, body: chunks() });
    expect(answer.json()).toMatchObject({ name: 'chunked.jpg', bytes: bytes.length });
  });

  it('is sorted by the time taken, else the file time, else the upload time', async () => {
    const modifiedAt = '2020-02-02T10:00:00+02:00';
    const both = await ada.upload(await taken('2021:03:04 05:06:07'), { modifiedAt });
    expect(both).toMatchObject({ takenAt: '2021-03-04T05:06:07.000Z', sortAt: '2021-03-04T05:06:07.000Z' });
    const own = await ada.upload(await jpeg(), { modifiedAt });
    expect(own).toMatchObject({ takenAt: null, sortAt: '2020-02-02T08:00:00.000Z' });
    const neither = await ada.upload(await jpeg());
    expect(neither).toMatchObject({ takenAt: null, sortAt: neither.createdAt });
  });

  it('has camera data and says whether it has a location; the variants have neither', async () => {
    const place = { GPSLatitudeRef: 'N', GPSLatitude: '60/1 10/1 0/1', GPSLongitudeRef: 'E', GPSLongitude: '24/1 56/1 0/1' };
    const tags = { IFD0: { Make: 'Canon', Model: 'Canon EOS R5' }, IFD2: { ExposureTime: '1/250', FNumber: '28/10' }, IFD3: place };
    const { id, exif } = await ada.upload(await unique().withExif(tags).jpeg().toBuffer());
    const rest = { lens: null, iso: null, focalLength: null };
    expect(exif).toEqual({ camera: 'Canon EOS R5', exposureSeconds: 0.004, aperture: 2.8, place: true, ...rest });
    await ready(ada, id);
    for (const size of ['s', 'm', 'l'])
      expect((await sharp((await ada.get(`/get/${id}/${size}?exact`)).bytes).metadata()).exif).toBeUndefined();
    expect((await ada.upload(await jpeg())).exif).toBeNull();
  });
});

describe('variants', () => {
  it.each([1, 2, 3, 4, 5, 6, 7, 8])('are upright with orientation %i', async (orientation) => {
    const image = await ready(ada, (await ada.upload(await oriented(orientation))).id);
    const turned = orientation > 4;
    expect([image.width, image.height]).toEqual(turned ? [20, 40] : [40, 20]);
    const { data, info } = await sharp((await ada.get(`/get/${image.id}/l?exact`)).bytes)
      .raw()
      .toBuffer({ resolveWithObject: true });
    expect([info.width, info.height]).toEqual(turned ? [20, 40] : [40, 20]);
    const redAt = (x: number, y: number) => data[(y * info.width + x) * info.channels]! > 128;
    // Where the red left half lies after turning (EXIF 2.32, orientation).
    const side = { 1: 'left', 2: 'right', 3: 'right', 4: 'left', 5: 'top', 6: 'top', 7: 'bottom', 8: 'bottom' }[orientation];
    const corners = { left: redAt(1, 10), right: redAt(info.width - 2, 10), top: redAt(10, 1), bottom: redAt(10, info.height - 2) };
    expect(corners[side as 'left']).toBe(true);
    expect(corners[({ left: 'right', right: 'left', top: 'bottom', bottom: 'top' } as const)[side as 'left']]).toBe(false);
  });

  it('have no metadata, and the original keeps all', async () => {
    const bytes = await taken('2019:01:02 03:04:05');
    const { id } = await ready(ada, (await ada.upload(bytes)).id);
    for (const size of ['s', 'm', 'l']) {
      const { exif, xmp, iptc } = await sharp((await ada.get(`/get/${id}/${size}?exact`)).bytes).metadata();
      expect([exif, xmp, iptc]).toEqual([undefined, undefined, undefined]);
    }
    expect((await sharp((await ada.get(`/get/${id}/o`)).bytes).metadata()).exif).toBeDefined();
  });

  it('are never enlarged, have a state each, and come with a thumbhash', async () => {
    const image = await ready(ada, (await ada.upload(await jpeg(500, 100))).id);
    expect(image.sizes.s).toMatchObject({ state: 'ready', width: 320, height: 64, attempts: 1, error: null });
    expect(image.sizes.l).toMatchObject({ state: 'ready', width: 500, height: 100, attempts: 1, error: null });
    expect(Date.parse(image.sizes.m.readyAt!)).toBeGreaterThanOrEqual(Date.parse(image.sizes.m.startedAt!));
    expect(Buffer.from(image.thumbhash!, 'base64').length).toBeGreaterThan(4);
  });

  it('are WebP for a transparent image', async () => {
    const image = await ready(ada, (await ada.upload(await transparentPng())).id);
    expect(image.sizes.s.type).toBe('image/webp');
    expect((await sharp((await ada.get(image.sizes.s.url)).bytes).metadata()).hasAlpha).toBe(true);
  });

  it('of an animation are its first frame', async () => {
    const image = await ready(ada, (await ada.upload(await TYPES[3]!.make())).id);
    expect([image.width, image.height]).toEqual([40, 30]);
    expect((await sharp((await ada.get(image.sizes.l.url)).bytes).metadata()).pages ?? 1).toBe(1);
  });
});

describe('a truncated image', () => {
  it('is stored, rejected with a reason, and can be retried', async () => {
    const bytes = await cutJpeg();
    const { id } = await ada.upload(bytes);
    const image = await settled(ada, id);
    expect(image).toMatchObject({ state: 'rejected', reason: { code: 'BROKEN_IMAGE' }, thumbhash: null });
    expect(image.sizes.m).toMatchObject({ state: 'failed', error: { code: 'BROKEN_IMAGE' } });
    expect((await ada.get(`/get/${id}/o`)).bytes.equals(bytes)).toBe(true);
    expect(await ada.ids({ state: 'rejected' })).toContain(id);
    // Not handed to the browser's decoder instead of a size.
    await ada.refused('NOT_READY', 'GET', `/get/${id}/m`);

    const again = (await ada.send('POST', `/api/images/${id}/retry`, { status: 202 })).json<Image>();
    expect(again).toMatchObject({ state: 'processing', reason: null, generation: image.generation + 1 });
    expect((await settled(ada, id)).state).toBe('rejected');
    // The same bytes again are as good as a retry.
    const sent = await ada.upload(bytes, {}, { status: 200 });
    expect(sent).toMatchObject({ id, duplicate: true, state: 'processing', generation: image.generation + 2 });
    expect((await settled(ada, id)).state).toBe('rejected');
  });

  it('can be retried only when it was rejected', async () => {
    const { id } = await ready(ada, (await ada.upload(await jpeg())).id);
    await ada.refused('NOT_FAILED', 'POST', `/api/images/${id}/retry`);
  });
});

it('a form with one file is answered like a raw body', async () => {
  const bytes = await jpeg();
  const form = await formOf([{ bytes, name: 'one.jpg' }], { modifiedAt: '2018-01-01T00:00:00Z' });
  const image = (await ada.send('POST', '/api/images', { status: 201, ...form })).json<Image>();
  expect(image).toMatchObject({ name: 'one.jpg', sortAt: '2018-01-01T00:00:00.000Z' });
  const duplicate = await ada.send('POST', '/api/images', { status: 200, ...(await formOf([{ bytes }])) });
  expect(duplicate.json()).toMatchObject({ id: image.id, duplicate: true, name: 'one.jpg' });
});
