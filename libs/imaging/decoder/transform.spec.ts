import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { sniff } from '#libs/domain/image-types.js';
import { layout } from '#libs/domain/transform/layout.js';
import { BadTransform, FORMAT_NAMES, FORMATS, type Format } from '#libs/domain/transform/modifiers.js';
import { randomAddress, randomFrom } from '#libs/domain/transform/random-address.fixture.js';
import { canonicalModifiers, parseTransform } from '#libs/domain/transform/transform.js';

import { LIMITS } from './render.fixture.js';
import { transform } from './transform.js';
import { bySharp, difference, testPicture } from './transform.fixture.js';

const WHOLE = { width: 480, height: 360 };
let folder: string;
let picture: Buffer;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'transform-'));
  picture = await testPicture(WHOLE);
});
afterAll(() => rmSync(folder, { recursive: true }));

/** What a child makes of a picture. */
async function made(modifiers: string, format: Format = 'png', bytes = picture, whole = WHOLE): Promise<Buffer> {
  const file = join(folder, 'original');
  writeFileSync(file, bytes);
  const data = await transform({ kind: 'transform', file, type: sniff(bytes)!, limits: LIMITS, modifiers, format, whole, alone: true });
  return data!;
}

/** The red, green, blue and alpha of one pixel; from the right or the bottom when negative. */
async function pixel(bytes: Buffer, x: number, y: number): Promise<number[]> {
  const { data, info } = await sharp(bytes).ensureAlpha().raw().toBuffer({ resolveWithObject: true });
  const at = ((y < 0 ? info.height + y : y) * info.width + (x < 0 ? info.width + x : x)) * 4;
  return [...data.subarray(at, at + 4)];
}

describe('each modifier makes what sharp makes', () => {
  it.each([
    'SL200',
    'SX200',
    'SY100',
    'SL9000',
    'SL100_DPR2',
    'SS100',
    'SR100,200_DPR3',
    'SR600,400',
    'SE100,200',
    'SE900,90',
    'CR100,50,200,300_SE100,100',
    'CR100,50,200,300_SE60,150',
    'SC100,100',
    'FP0,0_SC100,100',
    'FP90,10_SC60,120',
    'SC900,100',
    'SC120,120,A',
    'CR10,20,300,200',
    'CRP10,20.5,33.33,50',
    'PT90',
    'PT-90',
    'PT180',
    'PT30',
    'BGFFF8E0_PT-12.5',
    'FLH',
    'FLV',
    'BL5',
    'SH2',
    'GR',
    'BW',
    'BO10,200,30,30',
    'PT90_CRP0,0,50,50_FLV_SL80',
    'PT33_SC80,80',
  ])('%s', async (text) => {
    for (const format of ['png', 'jpg'] as const) {
      const asked = parseTransform(text.replace('SL9000', 'SL8000'), format);
      const [ours, theirs] = [await made(canonicalModifiers(asked), format), await bySharp(picture, asked)];
      const [size, theirSize] = [await sharp(ours).metadata(), await sharp(theirs).metadata()];
      expect(size).toMatchObject(layout(asked, WHOLE).result);
      expect(Math.abs(size.width - theirSize.width)).toBeLessThanOrEqual(1);
      expect(Math.abs(size.height - theirSize.height)).toBeLessThanOrEqual(1);
      expect(await difference(ours, theirs)).toBeLessThan(3.5);
    }
  });

  it('and so do random ones together', async () => {
    const random = randomFrom(3);
    let compared = 0;
    for (let n = 0; n < 120; n++) {
      const { modifiers, extension } = randomAddress(random, { largest: 300 });
      const format = extension === 'auto' ? 'webp' : (extension as Format);
      const asked = parseTransform(
        modifiers
          .filter((one) => !/^KB/i.test(one))
          .slice(0, 11)
          .join('_'),
        format,
      );
      try {
        layout(asked, WHOLE);
      } catch (error) {
        // A rectangle is not in this picture.
        if (error instanceof BadTransform) continue;
        throw error;
      }
      const text = `${canonicalModifiers(asked)}.${format}`;
      const [ours, theirs] = [await made(canonicalModifiers({ ...asked, quality: 95 }), format), await bySharp(picture, asked)];
      // A pixel more or less at an edge is much of a small result.
      const { width, height } = layout(asked, WHOLE).result;
      if (Math.min(width, height) < 40) continue;
      const tolerance = 4 + 300 / Math.min(width, height);
      expect(await difference(ours, theirs), text).toBeLessThan(tolerance);
      compared++;
    }
    expect(compared).toBeGreaterThan(50);
  }, 120_000);
});

describe('a result', () => {
  it.each(FORMAT_NAMES)('as %s has its format, sRGB, no metadata and one page', async (format) => {
    const bytes = await sharp(picture)
      .withIccProfile('p3')
      .withExifMerge({ IFD0: { Make: 'Maker' }, IFD3: { GPSLatitude: '1/1 2/1 3/1' } })
      .jpeg()
      .toBuffer();
    const metadata = await sharp(await made('SL100', format, bytes)).metadata();
    expect([metadata.mediaType, metadata.space, metadata.width, metadata.height]).toEqual([FORMATS[format].type, 'srgb', 100, 75]);
    expect([metadata.exif, metadata.icc, metadata.xmp, metadata.pages ?? 1]).toEqual([undefined, undefined, undefined, 1]);
  });

  it('is upright', async () => {
    const turned = await sharp(await sharp(picture).rotate(-90).toBuffer())
      .withMetadata({ orientation: 6 })
      .jpeg({ quality: 95 })
      .toBuffer();
    expect(await difference(await made('', 'png', turned), picture)).toBeLessThan(3);
  });

  it('of an animation is its first page', async () => {
    const frames = await Promise.all(
      ['red', 'blue'].map((background) =>
        sharp({ create: { ...WHOLE, channels: 3, background } })
          .png()
          .toBuffer(),
      ),
    );
    const animation = await sharp(frames, { join: { animated: true } })
      .gif()
      .toBuffer();
    const first = await made('SL100', 'webp', animation);
    expect(await sharp(first).metadata()).toMatchObject({ width: 100, height: 75 });
    expect((await pixel(first, 50, 30))[2]).toBeLessThan(40);
  });

  it('of a smaller copy is as large as that of the image, and looks the same', async () => {
    const copy = await sharp(picture).resize(240).jpeg({ quality: 95 }).toBuffer();
    for (const modifiers of ['SL100', 'SC90,90', 'PT90_CRP10,10,50,50_SL60', 'PT20_SS80_BL2']) {
      const [whole, small] = [await made(modifiers), await made(modifiers, 'png', copy)];
      expect(await sharp(small).metadata()).toMatchObject(await sharp(whole).metadata().then(({ width, height }) => ({ width, height }))); // prettier-ignore
      expect(await difference(whole, small), modifiers).toBeLessThan(4);
    }
  });

  it('keeps transparency where the format can, and shows it on the last background in a jpg', async () => {
    const clear = await sharp({ create: { ...WHOLE, channels: 4, background: { r: 9, g: 9, b: 9, alpha: 0 } } })
      .composite([{ input: await sharp(picture).resize(100).toBuffer(), left: 0, top: 0 }])
      .png()
      .toBuffer();
    for (const format of ['png', 'webp', 'avif'] as const) expect((await pixel(await made('', format, clear), -1, -1))[3]).toBe(0);
    expect(await pixel(await made('', 'jpg', clear), -1, -1)).toEqual([255, 255, 255, 255]);
    expect(await pixel(await made('BG0000FF', 'jpg', clear), -1, -1)).toEqual([0, 0, 254, 255]);
  });

  it('is bare where it was padded or turned: transparent, white in a jpg, or the background', async () => {
    expect((await pixel(await made('SR400,100', 'png'), 0, 50))[3]).toBe(0);
    expect(await pixel(await made('PT45', 'jpg'), 0, 0)).toEqual([255, 255, 255, 255]);
    expect(await pixel(await made('BG102030_PT45', 'png'), 0, 0)).toEqual([16, 32, 48, 255]);
  });

  it('has the quality that was asked for', async () => {
    for (const format of ['jpg', 'webp', 'avif'] as const) {
      const [low, usual, high] = [await made('QL10', format), await made('', format), await made('QL95', format)];
      expect(low.length).toBeLessThan(usual.length);
      expect(usual.length).toBeLessThan(high.length);
    }
  });

  it.each(['jpg', 'webp', 'avif'] as const)('as %s has the best quality with which it has at most so many bytes', async (format) => {
    const noise = await sharp({ create: { width: 400, height: 300, channels: 3, noise: { type: 'gaussian', mean: 128, sigma: 30 }, background: 'red' } }).png().toBuffer(); // prettier-ignore
    const most = (await made('QL60', format, noise)).length;
    const kilobytes = Math.ceil(most / 1000);
    const found = await made(`KB${kilobytes}`, format, noise);
    expect(found.length).toBeLessThanOrEqual(kilobytes * 1000);
    expect(found.length).toBeGreaterThanOrEqual(most);
    const lowest = (await made('QL5', format, noise)).length;
    if (lowest > 1000) expect((await made('KB1', format, noise)).length).toBe(lowest);
  });
});

describe('the badge', () => {
  it('is red and round, bottom left, and says the percentage', async () => {
    const white = await sharp({ create: { width: 400, height: 400, channels: 3, background: '#fff' } })
      .png()
      .toBuffer();
    const area = { width: 400, height: 400 };
    const [ten, twenty] = [await made('PE10', 'png', white, area), await made('PE20', 'png', white, area)];
    // The disc has a diameter of 120 and lies 12 from both edges.
    expect(await pixel(ten, 72, -20)).toEqual([200, 30, 45, 255]);
    for (const [x, y] of [[14, -14], [130, -130], [-1, -1], [72, -140]] as const) expect(await pixel(ten, x, y)).toEqual([255, 255, 255, 255]); // prettier-ignore
    const inside = { left: 12, top: 268, width: 120, height: 120 };
    const ink = async (bytes: Buffer) =>
      (await sharp(bytes).extract(inside).extractChannel(1).threshold(128).stats()).channels[0]!.mean / 255;
    expect(await ink(ten)).toBeGreaterThan(0.05 + 0.21);
    expect(Buffer.compare(ten, twenty)).not.toBe(0);
  });

  it('fits into a picture of any size', async () => {
    for (const size of ['SL1', 'SR1,300', 'SR300,2', 'SL480']) await made(`${size}_PE99`);
  });

  it('turns with the picture', async () => {
    const four = await made('PT-90_PE10_PT-90_PE20_PT-90_PE30_PT-90_PE40');
    expect(await sharp(four).metadata()).toMatchObject(WHOLE);
    // Near the rim of each disc, on the side of its corner.
    for (const [x, y] of [[20, 65], [-65, 20], [-20, -65], [65, -20]] as const) expect(await pixel(four, x, y)).toEqual([200, 30, 45, 255]); // prettier-ignore
  });
});
