import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { decodeHeic, displayP3 } from './heic.js';
import { heic, heicByExif, heicFile, heicGrid } from './heic.fixture.js';
import { ChildDecoder } from './child-decoder.js';
import type { Header, RenderedVariant } from './decoder.js';

type Colour = [number, number, number];
const RED: Colour = [200, 30, 30];
const GREEN: Colour = [30, 160, 40];
const BLUE: Colour = [30, 40, 200];
const YELLOW: Colour = [220, 200, 40];

describe('HEIC', () => {
  let folder: string;
  let pool: ChildDecoder;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'heic-'));
    pool = new ChildDecoder({ children: 1, maxPixels: 100e6, maxJpegPixels: 256e6, maxSide: 20_000, format: 'jpeg' });
  });
  afterAll(async () => {
    await pool.close();
    await rm(folder, { recursive: true });
  });

  async function run(bytes: Buffer): Promise<{ header: Header; sizes: RenderedVariant[] }> {
    const file = join(folder, 'original');
    await writeFile(file, bytes);
    const header = await pool.readHeader(file, 'image/heic');
    const sizes: RenderedVariant[] = [];
    await pool.render(file, header.type, folder, async (size) => void sizes.push(size));
    return { header, sizes };
  }

  /** Expects the colour of each spot of the smallest variant within a tolerance. */
  async function expectColours(sizes: RenderedVariant[], spots: [x: number, y: number, colour: Colour][], tolerance = 12): Promise<void> {
    const { data, info } = await sharp(sizes[0]?.file).toColourspace('srgb').raw().toBuffer({ resolveWithObject: true });
    for (const [x, y, colour] of spots) {
      const at = (y * info.width + x) * info.channels;
      const found = [...data.subarray(at, at + 3)];
      const off = Math.max(...colour.map((value, channel) => Math.abs(value - (found[channel] ?? 0))));
      expect(off, `${found.join()} at ${x}, ${y} and not ${colour.join()}`).toBeLessThanOrEqual(tolerance);
    }
  }

  const QUARTERS: [number, number, Colour][] = [
    [12, 12, RED],
    [84, 12, GREEN],
    [12, 52, BLUE],
    [84, 52, YELLOW],
  ];

  it.each([1, 2, 3, 4, 5, 6, 7, 8])('turns orientation %d upright exactly once', async (orientation) => {
    const { header, sizes } = await run(heicFile(`orientation-${orientation}`));
    expect(header).toEqual({ type: 'image/heic', width: 96, height: 64, takenAt: new Date('2023-07-08T07:10:11Z'), exif: null });
    expect(sizes.map(({ name, width, height, type }) => [name, width, height, type])).toEqual([
      ['s', 96, 64, 'image/jpeg'],
      ['m', 96, 64, 'image/jpeg'],
      ['l', 96, 64, 'image/jpeg'],
    ]);
    await expectColours(sizes, QUARTERS);
  });

  // Where the stored quarters (green yellow / red blue) are in the upright image.
  it.each([
    [1, [GREEN, YELLOW, RED, BLUE]],
    [2, [YELLOW, GREEN, BLUE, RED]],
    [3, [BLUE, RED, YELLOW, GREEN]],
    [4, [RED, BLUE, GREEN, YELLOW]],
    [5, [GREEN, RED, YELLOW, BLUE]],
    [6, [RED, GREEN, BLUE, YELLOW]],
    [7, [BLUE, YELLOW, RED, GREEN]],
    [8, [YELLOW, BLUE, GREEN, RED]],
    [0, [GREEN, YELLOW, RED, BLUE]],
    [9, [GREEN, YELLOW, RED, BLUE]],
  ])('turns orientation %d upright if only EXIF has it', async (orientation, colours) => {
    const { header, sizes } = await run(heicByExif(orientation));
    const [width, height] = orientation > 4 && orientation < 9 ? [96, 64] : [64, 96];
    expect(header).toMatchObject({ width, height });
    expect(sizes.map((size) => [size.width, size.height])).toEqual([1, 2, 3].map(() => [width, height]));
    await expectColours(
      sizes,
      colours.map((colour, quarter) => [quarter % 2 ? width - 12 : 12, quarter > 1 ? height - 12 : 12, colour]),
    );
  });

  it('stays sharp when it is turned', async () => {
    const { sizes } = await run(heicByExif(6));
    const grey = await sharp(sizes[2]?.file).greyscale().raw().toBuffer();
    // Three pixels from the border between red and green it is fully red.
    expect(Math.abs((grey[12 * 96 + 45] ?? 0) - (grey[12 * 96 + 12] ?? 0))).toBeLessThanOrEqual(5);
  });

  it('ignores EXIF if the container has any transformation', async () => {
    // `irot` by 0 degrees: the image is as stored, although the EXIF block of the file says 6.
    const bytes = heicFile('orientation-6');
    bytes.writeUInt8(0, bytes.indexOf('irot', 'latin1') + 4);
    const { header, sizes } = await run(bytes);
    expect(header).toMatchObject({ width: 64, height: 96 });
    await expectColours(sizes, [[12, 12, GREEN], [52, 12, YELLOW], [12, 84, RED], [52, 84, BLUE]]); // prettier-ignore
  });

  it.each(['ten-bit', 'second-is-primary'])('decodes %s as stored', async (name) => {
    const { header, sizes } = await run(heicFile(name));
    expect([header.width, header.height]).toEqual([96, 64]);
    await expectColours(sizes, QUARTERS);
  });

  it.each(['p3-icc', 'p3-nclx'])('converts the colours of %s to sRGB', async (name) => {
    const { sizes } = await run(heicFile(name));
    // The same numbers in Display P3 are stronger colours; these are the results of littleCMS.
    await expectColours(sizes, [
      [12, 12, [218, 0, 9]],
      [84, 12, [0, 163, 0]],
      [12, 52, [28, 40, 208]],
      [84, 52, [224, 199, 0]],
    ]);
  });

  it('writes WebP for transparent images', async () => {
    const { sizes } = await run(heicFile('alpha'));
    expect(sizes.map(({ type }) => type)).toEqual(['image/webp', 'image/webp', 'image/webp']);
    const alpha = await sharp(sizes[0]?.file).extractChannel('alpha').raw().toBuffer();
    expect([alpha[12 * 96 + 12], alpha[12 * 96 + 84], alpha[52 * 96 + 84]]).toEqual([255, 0, 255]);
    await expectColours(
      sizes,
      QUARTERS.filter(([x, y]) => x < 48 || y > 32),
    );
  });

  it('keeps grey grey', async () => {
    const { sizes } = await run(heicFile('grey'));
    await expectColours(sizes, [[12, 12, [81, 81, 81]]]);
  });

  it('puts the tiles of a phone image together', async () => {
    const { header, sizes } = await run(heicGrid({ columns: 12, rows: 8, width: 760, height: 500 }));
    expect([header.width, header.height]).toEqual([760, 500]);
    expect(sizes.map(({ width, height }) => `${width}x${height}`)).toEqual(['320x211', '760x500', '760x500']);
    await expectColours(sizes, [[5, 5, RED], [200, 150, RED], [315, 205, BLUE]]); // prettier-ignore
  });

  it('is told from AVIF by its brands, and refused if they are wrong', async () => {
    expect((await run(heic('mif1', 'mif1', 'heic', 'miaf'))).header.type).toBe('image/heic');
    const red = sharp({ create: { width: 20, height: 20, channels: 3, background: 'red' } });
    await expect(run(await red.avif().toBuffer())).rejects.toMatchObject({ code: 'UNSUPPORTED_TYPE' });
  });

  it('is refused at its header if it claims to be too large', async () => {
    for (const claim of [
      { width: 30_000, height: 64 },
      { width: 19_000, height: 19_000 },
      { width: 9_900, height: 9_900 },
    ]) {
      // prettier-ignore
      const refused = run(heicGrid({ columns: 1, rows: 1, ...claim }));
      await expect(refused).rejects.toMatchObject({ name: 'ImageError', code: expect.stringMatching(/TOO_MANY_PIXELS|BROKEN_IMAGE/) });
    }
  });

  it('is refused if it has more tiles or items than any phone writes, or fewer than it lists', async () => {
    const many = heicGrid({ columns: 200, rows: 200, width: 100, height: 100 });
    await expect(run(many)).rejects.toMatchObject({ name: 'ImageError' });
    await expect(run(heicGrid({ columns: 1, rows: 1, width: 4000, height: 3000 }))).rejects.toMatchObject({ name: 'ImageError' });
  });

  it('is refused if a tile is missing, or larger than the limit though its picture is not', async () => {
    await expect(run(heicGrid({ columns: 4, rows: 4, lacksTile: true }))).rejects.toMatchObject({ code: 'BROKEN_IMAGE' });
    const limits = { maxPixels: 2_000, maxJpegPixels: 2_000, maxSide: 20_000 };
    const bytes = heicGrid({ columns: 1, rows: 1, width: 32, height: 32 });
    await expect(decodeHeic(bytes, limits)).rejects.toMatchObject({ name: 'ImageError' });
    expect(await decodeHeic(bytes, { ...limits, maxPixels: 64 * 64 })).toMatchObject({ width: 32, height: 32 });
  });

  it('is refused if it is truncated anywhere, and the children go on', async () => {
    const whole = heicGrid({ columns: 4, rows: 4 });
    await run(whole);
    const pids = pool.pids;
    for (let tenth = 1; tenth < 10; tenth++) {
      const cut = run(whole.subarray(0, Math.floor((whole.length * tenth) / 10)));
      await expect(cut).rejects.toMatchObject({ name: 'ImageError', code: 'BROKEN_IMAGE' });
    }
    const scrambled = Buffer.from(whole);
    scrambled.fill(0xa5, whole.length - 60);
    await expect(run(scrambled)).rejects.toMatchObject({ name: 'ImageError', code: 'BROKEN_IMAGE' });
    expect(pool.pids).toEqual(pids);
  });
});

describe('displayP3', () => {
  it('is a complete RGB display profile (ICC.1 section 7.2), always the same', async () => {
    const profile = await displayP3();
    expect(profile.readUInt32BE(0)).toBe(profile.length);
    expect(['mntr', 'RGB ', 'XYZ ', 'acsp']).toEqual([12, 16, 20, 36].map((at) => profile.toString('latin1', at, at + 4)));
    expect(await displayP3()).toBe(profile);
  });

  it('has the primaries of Display P3, adapted to the white point of profiles', async () => {
    const profile = await displayP3();
    /** The three numbers (s15Fixed16, from byte 8 on) of the tag in the table at byte 128. */
    const tag = (name: string): number[] => {
      const entry = profile.indexOf(name, 128, 'latin1');
      const at = profile.readUInt32BE(entry + 4) + 8;
      return [0, 4, 8].map((offset) => profile.readInt32BE(at + offset) / 65_536);
    };
    // SMPTE EG 432-1 at D65, adapted to D50 by the Bradford method.
    for (const [name, expected] of [
      ['rXYZ', [0.5151, 0.2412, -0.0011]],
      ['gXYZ', [0.292, 0.6922, 0.0419]],
      ['bXYZ', [0.1571, 0.0666, 0.7841]],
    ] as const) {
      for (const [index, value] of tag(name).entries()) expect(value, name).toBeCloseTo(expected[index] ?? Number.NaN, 2);
    }
  });

  it('is the profile that libvips writes into an image', async () => {
    const picture = await sharp({ create: { width: 1, height: 1, channels: 3, background: 'red' } })
      .withIccProfile('p3')
      .png()
      .toBuffer();
    expect((await sharp(picture).metadata()).icc).toEqual(await displayP3());
  });
});
