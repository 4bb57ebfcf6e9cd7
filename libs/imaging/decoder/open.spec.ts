import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sniff } from '#libs/domain/image-types.js';
import { readHeader } from './open.js';
import { heicByExif, heicFile, heicGrid } from './heic.fixture.js';
import { hostilePng, interlaced, png } from './png.fixture.js';
import type { Header, Limits } from './protocol.js';

const red = sharp({ create: { width: 40, height: 20, channels: 3, background: 'red' } });
const LIMITS: Limits = { maxPixels: 10_000, maxJpegPixels: 20_000, maxSide: 200 };

describe('readHeader', () => {
  let folder: string;
  beforeAll(async () => (folder = await mkdtemp(join(tmpdir(), 'open-'))));
  afterAll(() => rm(folder, { recursive: true }));

  async function read(bytes: Buffer, type = sniff(bytes), limits = LIMITS): Promise<Header> {
    const file = join(folder, 'picture');
    await writeFile(file, bytes);
    if (!type) throw new TypeError('The test has no type for this');
    return readHeader({ kind: 'header', file, type, limits });
  }

  function sized(width: number, height: number, format: 'jpeg' | 'png'): Promise<Buffer> {
    return red.clone().resize(width, height, { fit: 'fill' }).toFormat(format).toBuffer();
  }

  it.each(['jpeg', 'png', 'webp', 'gif', 'avif', 'tiff'] as const)('reads %s', async (format) => {
    expect(await read(await red.clone().toFormat(format).toBuffer())).toEqual({
      type: `image/${format}`,
      width: 40,
      height: 20,
      takenAt: null,
      exif: null,
    });
  });

  it.each([1, 2, 3, 4, 5, 6, 7, 8])('returns width and height after orientation %d', async (orientation) => {
    const { width, height } = await read(await red.clone().withMetadata({ orientation }).jpeg().toBuffer());
    expect([width, height]).toEqual(orientation > 4 ? [20, 40] : [40, 20]);
  });

  it('returns the time taken', async () => {
    const exif = { IFD2: { DateTimeOriginal: '2020:05:06 07:08:09', OffsetTimeOriginal: '+02:00' } };
    expect((await read(await red.clone().withExif(exif).jpeg().toBuffer())).takenAt?.toISOString()).toBe('2020-05-06T05:08:09.000Z');
    expect((await read(await red.clone().withExif(exif).webp().toBuffer())).takenAt?.toISOString()).toBe('2020-05-06T05:08:09.000Z');
  });

  it('accepts images up to the pixel limit, which is higher for JPEG', async () => {
    expect(await read(await sized(100, 100, 'png'))).toMatchObject({ width: 100 });
    expect(await read(await sized(200, 100, 'jpeg'))).toMatchObject({ width: 200 });
  });

  it.each([
    ['more pixels than it may have', () => sized(101, 100, 'png')],
    ['more pixels than a JPEG may have', () => sized(150, 140, 'jpeg')],
    ['a side that is too long', () => sized(201, 2, 'jpeg')],
    ['a header that claims much', () => Promise.resolve(png([], { width: 30_000, height: 30_000 }))],
  ])('refuses %s', async (_name, make) => {
    await expect(read(await make())).rejects.toMatchObject({ name: 'ImageError', code: 'TOO_MANY_PIXELS' });
  });

  it('refuses one within all limits of pixels that takes too much memory to decode', async () => {
    const limits: Limits = { maxPixels: 100e6, maxJpegPixels: 256e6, maxSide: 20_000 };
    const refused = { code: 'TOO_MANY_PIXELS', message: expect.stringContaining('memory') as string };
    await expect(read(interlaced(10_000, 9500), 'image/png', limits)).rejects.toMatchObject(refused);
  });

  it.each([
    ['a PNG full of text', hostilePng()],
    ['garbage behind a signature', Buffer.concat([Buffer.from('\xff\xd8\xff', 'latin1'), Buffer.alloc(500, 7)])],
    ['a signature alone', Buffer.from('\xff\xd8\xff', 'latin1')],
  ])('refuses %s', async (_name, bytes) => {
    await expect(read(bytes)).rejects.toMatchObject({ name: 'ImageError', code: 'BROKEN_IMAGE' });
  });

  it('opens only accepted formats, and only the one that was announced', async () => {
    const svg = Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" width="10" height="10"/>');
    await expect(sharp(svg).metadata()).rejects.toThrow('unsupported image format');
    await expect(read(svg, 'image/png')).rejects.toMatchObject({ code: 'BROKEN_IMAGE' });
    await expect(read(await sized(10, 10, 'png'), 'image/jpeg')).rejects.toMatchObject({ code: 'BROKEN_IMAGE' });
  });

  it('reads HEIC as turned by its container, or by its EXIF if the container has no transformation', async () => {
    const heicHeader = { type: 'image/heic', width: 96, height: 64, takenAt: new Date('2023-07-08T07:10:11Z'), exif: null };
    expect(await read(heicFile('orientation-6'))).toEqual(heicHeader);
    expect(await read(heicByExif(6))).toEqual(heicHeader);
    expect(await read(heicByExif(3))).toEqual({ ...heicHeader, width: 64, height: 96 });
    await expect(read(heicGrid({ columns: 3, rows: 3, width: 150, height: 150 }))).rejects.toMatchObject({ code: 'TOO_MANY_PIXELS' });
  });

  it('throws no ImageError for a missing file', async () => {
    const gone = readHeader({ kind: 'header', file: join(folder, 'gone'), type: 'image/jpeg', limits: LIMITS });
    await expect(gone).rejects.toMatchObject({ code: 'ENOENT' });
  });
});
