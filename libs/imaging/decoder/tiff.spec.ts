import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { displayP3 } from './heic.js';
import type { Orientation } from './orientation.js';
import { tiff } from './tiff.js';

const p3 = await displayP3();

/** 3 × 2 pixels, all different, with so many channels. */
function pixels(channels: 3 | 4): { data: Buffer; info: { width: number; height: number; channels: 3 | 4 } } {
  return { data: Buffer.from(Array.from({ length: 6 * channels }, (_, index) => index * 10)), info: { width: 3, height: 2, channels } };
}

describe('tiff', () => {
  it.each<[3 | 4, string, Buffer | null]>([
    [3, 'no profile', null],
    [4, 'no profile', null],
    [3, 'an even profile', p3],
    [4, 'an even profile', p3],
    [3, 'an odd profile', Buffer.concat([p3, Buffer.alloc(1)])],
  ])('writes pixels of %d channels with %s', async (channels, _name, profile) => {
    const picture = pixels(channels);
    const bytes = tiff(picture, profile, 1);
    const header = await sharp(bytes).metadata();
    expect(header).toMatchObject({ format: 'tiff', width: 3, height: 2, channels, depth: 'uchar', space: 'srgb' });
    expect([header.hasAlpha, header.icc ?? null]).toEqual([channels === 4, profile]);
    expect(header.orientation).toBe(1);
    // The pixels are unchanged, at the end of the file.
    expect(bytes.subarray(-picture.data.length)).toEqual(picture.data);
    if (!profile) expect(await sharp(bytes).raw().toBuffer()).toEqual(picture.data);
  });

  it('puts pixels and profile at even offsets, as TIFF requires', () => {
    for (const length of [1, 2, 3, 4]) expect((tiff(pixels(4), Buffer.alloc(length), 1).length - 24) % 2).toBe(0);
  });

  it.each([1, 2, 3, 4, 5, 6, 7, 8] as Orientation[])('writes orientation %d', async (orientation) => {
    const header = await sharp(tiff(pixels(3), p3, orientation)).metadata();
    expect(header.orientation).toBe(orientation);
    expect(header.autoOrient).toEqual(orientation > 4 ? { width: 2, height: 3 } : { width: 3, height: 2 });
  });

  it('is decoded with the colours of its profile', async () => {
    const red = { data: Buffer.from([200, 30, 30]), info: { width: 1, height: 1, channels: 3 as const } };
    expect([
      ...(await sharp(tiff(red, null, 1))
        .raw()
        .toBuffer()),
    ]).toEqual([200, 30, 30]);
    // Stronger in Display P3 than in sRGB.
    expect(
      (
        await sharp(tiff(red, p3, 1))
          .raw()
          .toBuffer()
      )[0],
    ).toBeGreaterThan(210);
  });
});
