import { writeFileSync } from 'node:fs';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp, { type Sharp } from 'sharp';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { sniff } from '#libs/domain/image-types.js';
import { heic } from './heic.fixture.js';
import { measure } from './measure.js';
import type { RenderedVariant } from './protocol.js';
import { render } from './render.js';

const LIMITS = { maxPixels: 100e6, maxJpegPixels: 256e6, maxSide: 20_000 };
type Colour = [number, number, number];

describe('render', () => {
  let folder: string;
  beforeEach(async () => (folder = await mkdtemp(join(tmpdir(), 'render-'))));
  afterEach(() => rm(folder, { recursive: true }));

  /** Renders an image of sharp, or these bytes. */
  async function run(picture: Sharp | Buffer, format: 'jpeg' | 'webp' = 'jpeg') {
    const bytes = Buffer.isBuffer(picture) ? picture : await picture.toBuffer();
    const type = sniff(bytes);
    if (!type) throw new TypeError('The test has no type for this');
    const file = join(folder, 'original');
    await writeFile(file, bytes);
    const sizes: RenderedVariant[] = [];
    const request = { kind: 'render' as const, file, type, limits: LIMITS, format, alone: true };
    const made = await render(request, ({ name, data }) => {
      const path = join(folder, `${name}.${measure(data)!.type.slice('image/'.length).replace('jpeg', 'jpg')}`);
      writeFileSync(path, data);
      sizes.push({ name, file: path, bytes: data.length, ...measure(data)! });
    });
    if (made === null) throw new TypeError('A picture that is alone is never too heavy');
    return { sizes, thumbhash: made.thumbhash };
  }

  /** Expects the colour at a spot of the smallest variant, each channel within a tolerance. */
  async function expectColour(sizes: RenderedVariant[], expected: Colour, x = 2, y = 2): Promise<void> {
    const { data, info } = await sharp(sizes[0]?.file).raw().toBuffer({ resolveWithObject: true });
    for (const [channel, value] of expected.entries()) {
      const at = (y * info.width + x) * info.channels + Math.min(channel, info.channels - 1);
      expect(Math.abs((data[at] ?? 0) - value), `channel ${channel} is ${data[at]}, not ${value}`).toBeLessThanOrEqual(8);
    }
  }

  function plain(width: number, height: number, colour: Colour): Sharp {
    const [r, g, b] = colour;
    return sharp({ create: { width, height, channels: 3, background: { r, g, b } } });
  }

  it.each([
    ['wide', 1500, 1],
    ['tall', 1, 1500],
  ])('a picture with a side that is the same in two sizes (%s) has each in its own', async (_shape, width, height) => {
    const { sizes } = await run(plain(width, height, [1, 2, 3]).png());
    expect(sizes.map((size) => Math.max(size.width, size.height))).toEqual([320, 1024, 1500]);
  });

  it('makes all variants and only these, smallest first', async () => {
    const { sizes, thumbhash } = await run(plain(3000, 1500, [200, 30, 30]).jpeg({ progressive: true }));
    expect(sizes.map(({ name, width, height, type }) => [name, width, height, type])).toEqual([
      ['s', 320, 160, 'image/jpeg'],
      ['m', 1024, 512, 'image/jpeg'],
      ['l', 2048, 1024, 'image/jpeg'],
    ]);
    expect((await readdir(folder)).sort()).toEqual(['l.jpg', 'm.jpg', 'original', 's.jpg']);
    expect((await sharp(sizes[2]?.file).metadata()).width).toBe(2048);
    expect(Buffer.from(thumbhash, 'base64').length).toBeGreaterThan(4);
  });

  it.each([
    [1, 1, ['1x1', '1x1', '1x1']],
    [300, 200, ['300x200', '300x200', '300x200']],
    [10_000, 100, ['320x3', '1024x10', '2048x20']],
    [3, 5000, ['1x320', '1x1024', '1x2048']],
  ])('neither enlarges %d × %d nor loses a side of it', async (width, height, expected) => {
    const { sizes } = await run(plain(width, height, [0, 0, 0]).png());
    expect(sizes.map((size) => `${size.width}x${size.height}`)).toEqual(expected);
  });

  // A red corner that is at the upper left of the upright image, per EXIF orientation (TIFF 6.0, tag 274).
  it.each([
    [1, 'left', 'top'],
    [2, 'right', 'top'],
    [3, 'right', 'bottom'],
    [4, 'left', 'bottom'],
    [5, 'left', 'top'],
    [6, 'left', 'bottom'],
    [7, 'right', 'bottom'],
    [8, 'right', 'top'],
  ])('turns orientation %d upright', async (orientation, x, y) => {
    const corner = { input: { create: { width: 20, height: 20, channels: 3 as const, background: 'red' } } };
    const placed = { ...corner, left: x === 'left' ? 0 : 80, top: y === 'top' ? 0 : 40 };
    const { sizes } = await run(plain(100, 60, [0, 0, 255]).composite([placed]).withMetadata({ orientation }).jpeg({ quality: 95 }));
    expect([sizes[0]?.width, sizes[0]?.height]).toEqual(orientation > 4 ? [60, 100] : [100, 60]);
    await expectColour(sizes, [254, 0, 0], 5, 5);
  });

  it.each(['png', 'webp', 'tiff', 'avif'] as const)('turns a %s with an orientation upright', async (format) => {
    const corner = { input: { create: { width: 20, height: 20, channels: 3 as const, background: 'red' } }, left: 0, top: 40 };
    const stored = plain(100, 60, [0, 0, 255]).composite([corner]).withMetadata({ orientation: 6 });
    const { sizes } = await run(stored.toFormat(format, { quality: 95 }));
    expect([sizes[0]?.width, sizes[0]?.height]).toEqual([60, 100]);
    await expectColour(sizes, [254, 0, 0], 5, 5);
  });

  it.each<[string, Colour, () => Sharp | Promise<Sharp>]>([
    ['16-bit PNG', [180, 90, 30], () => plain(50, 40, [180, 90, 30]).toColourspace('rgb16').png()],
    ['grey JPEG', [119, 119, 119], () => plain(50, 40, [119, 119, 119]).toColourspace('b-w').jpeg()],
    ['16-bit grey PNG', [119, 119, 119], () => plain(50, 40, [119, 119, 119]).toColourspace('grey16').png()],
    // The result of littleCMS with its profile, as Pillow confirms; paper can't show the original colour.
    ['CMYK JPEG', [141, 115, 82], () => plain(50, 40, [150, 120, 100]).toColourspace('cmyk').withIccProfile('cmyk').jpeg({ quality: 100 })],
    ['Display P3 JPEG', [180, 90, 30], () => plain(50, 40, [180, 90, 30]).withIccProfile('p3').jpeg({ quality: 98 })],
    ['palette PNG', [180, 90, 30], () => plain(50, 40, [180, 90, 30]).png({ palette: true })],
    ['AVIF', [180, 90, 30], () => plain(50, 40, [180, 90, 30]).avif()],
    ['TIFF', [180, 90, 30], () => plain(50, 40, [180, 90, 30]).tiff()],
  ])('keeps the colour of a %s', async (_name, colour, make) => {
    const { sizes } = await run(await make());
    await expectColour(sizes, colour);
    expect((await sharp(sizes[2]?.file).metadata()).space).toMatch(/^(srgb|b-w)$/);
  });

  it('writes WebP for transparent images only', async () => {
    const clear = sharp({ create: { width: 50, height: 40, channels: 4, background: { r: 200, g: 0, b: 0, alpha: 0.5 } } });
    for (const bytes of [await clear.clone().png().toBuffer(), await clear.clone().webp().toBuffer()]) {
      const { sizes } = await run(bytes);
      expect(sizes[0]).toMatchObject({ type: 'image/webp', file: join(folder, 's.webp') });
      expect((await sharp(sizes[0]?.file).stats()).channels[3]?.mean).toBeCloseTo(128, -1);
    }
    const opaque = await run(plain(50, 40, [180, 90, 30]).ensureAlpha().png());
    expect(opaque.sizes[0]?.type).toBe('image/jpeg');
    await expectColour(opaque.sizes, [180, 90, 30]);
    const spot = {
      input: { create: { width: 1, height: 1, channels: 4 as const, background: '#0000' } },
      blend: 'dest-in' as const,
      gravity: 'centre',
    };
    const pierced = await run(
      plain(500, 400, [0, 0, 0])
        .ensureAlpha()
        .composite([{ ...spot, tile: false }])
        .png(),
    );
    expect(pierced.sizes[2]?.type).toBe('image/webp');
  });

  it.each(['gif', 'webp', 'tiff'] as const)('renders the first frame or page of a %s', async (format) => {
    const frames = await plain(40, 60, [0, 0, 255])
      .composite([{ input: { create: { width: 40, height: 30, channels: 3, background: 'red' } }, left: 0, top: 0 }])
      .removeAlpha()
      .raw()
      .toBuffer();
    const stack = sharp(frames, { raw: { width: 40, height: 60, channels: 3, pageHeight: 30 } });
    const { sizes } = await run(stack.toFormat(format));
    expect(sizes.map((size) => `${size.width}x${size.height}`)).toEqual(['40x30', '40x30', '40x30']);
    await expectColour(sizes, [254, 0, 0]);
  });

  it('writes no metadata', async () => {
    const exif = { IFD0: { Make: 'CANARY', Copyright: 'CANARY' }, IFD3: { GPSLatitudeRef: 'N', GPSLatitude: '51/1 30/1 0/1' } };
    const full = plain(400, 300, [9, 9, 9])
      .withExif(exif)
      .withIccProfile('p3')
      .withXmp('<x:xmpmeta xmlns:x="adobe:ns:meta/">CANARY</x:xmpmeta>');
    for (const format of ['jpeg', 'webp'] as const) {
      const { sizes } = await run(full.clone().jpeg(), format);
      for (const { file, type } of sizes) {
        expect(type).toBe(`image/${format}`);
        const { exif: block, xmp, icc, iptc, orientation } = await sharp(file).metadata();
        expect({ block, xmp, icc, iptc, orientation }).toEqual({});
      }
    }
  });

  it('refuses a truncated image', async () => {
    const noise = sharp({
      create: { width: 400, height: 300, channels: 3, noise: { type: 'gaussian', mean: 128, sigma: 40 }, background: 'red' },
    });
    for (const format of ['jpeg', 'png', 'webp'] as const) {
      const bytes = await noise.clone().toFormat(format).toBuffer();
      await expect(run(bytes.subarray(0, bytes.length / 2))).rejects.toMatchObject({ name: 'ImageError', code: 'BROKEN_IMAGE' });
    }
  });

  it('refuses HEVC that claims to be AVIF', async () => {
    await expect(run(heic('avif', 'mif1', 'heic', 'miaf'))).rejects.toMatchObject({ code: 'UNSUPPORTED_TYPE' });
  });

  it('accepts bytes after the end', async () => {
    const bytes = await plain(50, 40, [1, 2, 3]).jpeg().toBuffer();
    expect((await run(Buffer.concat([bytes, Buffer.from('a short film'.repeat(99))]))).sizes).toHaveLength(3);
  });
});
