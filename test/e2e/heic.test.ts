import { readFile } from 'node:fs/promises';

import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { Client } from '../harness/http/client.js';
import { openDrive, type TestDrive } from '../harness/drive/drive.js';
import { heic, jpeg } from '../harness/images/images.js';
import { ready, settled } from '../harness/http/until.js';

let drive: TestDrive;
let ada: Client;
beforeAll(async () => {
  drive = await openDrive();
  ada = await Client.shared(drive.url);
});
afterAll(() => drive.close());

describe('HEIC', () => {
  // Turned by its container, as phones write it; turned only by its EXIF, as Debian's heif-enc does.
  it.each(['orientation-6', 'exif-only'])('%s is kept byte for byte, and its variants are upright in every browser', async (name) => {
    const bytes = await heic(name);
    const image = await ready(ada, (await ada.upload(bytes, { name: 'IMG_0042.HEIC' })).id);
    expect(image).toMatchObject({ type: 'image/heic', width: 96, height: 64, takenAt: '2023-07-08T07:10:11.000Z' });
    expect((await ada.get(`/get/${image.id}/o`)).bytes.equals(bytes)).toBe(true);
    for (const size of ['s', 'm', 'l'] as const) {
      const { data, info } = await sharp((await ada.get(`/get/${image.id}/${size}?exact`)).bytes).raw().toBuffer({ resolveWithObject: true }); // prettier-ignore
      expect([info.width, info.height]).toEqual([96, 64]);
      // Red at the upper left, yellow at the lower right.
      expect([...data.subarray(0, 3)].map((value) => Math.round(value / 50))).toEqual([4, 1, 1]);
      expect([...data.subarray(-3)].map((value) => Math.round(value / 50))).toEqual([4, 4, 1]);
    }
  });

  it('is processed together with other images', async () => {
    const bodies = await Promise.all([heic('p3-icc'), jpeg(), heic('ten-bit'), jpeg(), heic('alpha'), jpeg()]);
    const sent = await Promise.all(bodies.map((body) => ada.upload(body)));
    const images = await Promise.all(sent.map(({ id }) => ready(ada, id)));
    expect(images.map(({ sizes }) => sizes.s.type)).toEqual(['image/jpeg', 'image/jpeg', 'image/jpeg', 'image/jpeg', 'image/webp', 'image/jpeg']); // prettier-ignore
  });

  it('is refused, or rejected with a reason, if it is damaged', async () => {
    const whole = await heic('p3-icc');
    await ada.refused('BROKEN_IMAGE', 'POST', '/api/images', { body: whole.subarray(0, 300) });
    // Its boxes are complete, but the coded image claims to be longer than it is.
    const scrambled = Buffer.from(whole);
    scrambled.fill(0xff, whole.indexOf('mdat', 'latin1') + 4, whole.indexOf('mdat', 'latin1') + 8);
    const image = await settled(ada, (await ada.upload(scrambled)).id);
    expect(image).toMatchObject({ state: 'rejected', reason: { code: 'BROKEN_IMAGE' } });
  });
});

describe('JPEG XL and JPEG 2000', () => {
  it.each([
    ['orientation-6.jxl', 'image/jxl', [32, 48]],
    ['rgb.jp2', 'image/jp2', [48, 32]],
  ] as const)('%s is kept byte for byte, and its variants are upright in every browser', async (name, type, [width, height]) => {
    const bytes = await readFile(new URL(`../pictures/files/${name}`, import.meta.url));
    const image = await ready(ada, (await ada.upload(bytes, { name })).id);
    expect(image).toMatchObject({ type, width, height });
    const original = await ada.get(`/get/${image.id}/o`);
    expect(original.bytes.equals(bytes)).toBe(true);
    expect(original.headers['content-type']).toBe(type);
    const { format, ...info } = await sharp((await ada.get(`/get/${image.id}/m?exact`)).bytes).metadata();
    expect([format, info.width, info.height]).toEqual(['jpeg', width, height]);
  });
});
