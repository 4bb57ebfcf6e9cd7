import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { tiffDirectories } from '../../../test/harness/images/hostile-formats.js';
import { bytesOf, colourAt, floatsOf, SIDE, type Tags, tiffFile, wordsOf } from '../../../test/harness/images/tiff-file.js';
import { isClose, rendered } from './render.fixture.js';

const grey = (x: number): number => x / (SIDE.width - 1);
const rgb = (more: number[]): Buffer => bytesOf(3 + more.length, (x, y) => [...colourAt(x, y), ...more]);

/** Expects the colours that every picture here has, at a few places, and no transparency. */
async function expectColours(file: Buffer, expected: (x: number, y: number) => number[] = colourAt): Promise<void> {
  const { at } = await rendered(file);
  for (const [x, y] of [
    [4, 4],
    [58, 4],
    [4, 42],
    [32, 24],
    [58, 42],
  ] as const) {
    // prettier-ignore
    const wanted = [...expected(x, y).map((value) => value * 255), 255];
    expect(isClose(at(x, y), wanted), `${at(x, y).join()} at ${x}, ${y} is not ${wanted.map(Math.round).join()}`).toBe(true);
  }
}

describe('a TIFF with channels that are no colours', () => {
  it.each<[string, Tags, Buffer]>([
    ['one', { 258: [8, 8, 8, 8], 262: 2, 277: 4, 338: 0 }, rgb([0])],
    ['two', { 258: [8, 8, 8, 8, 8], 262: 2, 277: 5, 338: [0, 0] }, rgb([0, 1])],
    ['six', { 258: Array<number>(9).fill(8), 262: 2, 277: 9, 338: Array<number>(6).fill(0) }, rgb([0, 1, 0, 1, 0, 1])],
    [
      'three of 16 bits',
      { 258: Array<number>(6).fill(16), 262: 2, 277: 6, 338: [0, 0, 0] },
      wordsOf(6, (x, y) => [...colourAt(x, y), 0, 0, 0]),
    ],
  ])('shows the colours without %s of them', async (_name, tags, pixels) => {
    await expectColours(tiffFile(tags, pixels));
  });

  it('shows grey without them', async () => {
    const tags = { 258: [8, 8, 8, 8], 262: 1, 277: 4, 338: [0, 0, 0] };
    await expectColours(
      tiffFile(
        tags,
        bytesOf(4, (x) => [grey(x), 0, 1, 0]),
      ),
      (x) => [grey(x), grey(x), grey(x)],
    );
    await expectColours(
      tiffFile(
        { 258: [8, 8], 262: 1, 277: 2, 338: 0 },
        bytesOf(2, (x) => [grey(x), 0]),
      ),
      (x) => [grey(x), grey(x), grey(x)],
    );
  });

  it('keeps one that is alpha', async () => {
    const { at } = await rendered(tiffFile({ 258: [8, 8, 8, 8], 262: 2, 277: 4, 338: 2 }, rgb([0.5])));
    expect(at(30, 20)[3]).toBe(128);
  });
});

describe('a TIFF in YCbCr', () => {
  /** As one of the colour spaces of TIFF 6.0 section 21 writes it, from these shares of red and blue in Y. */
  const ycc = (red: number, blue: number, [black, white, least, most]: readonly number[]): Buffer =>
    bytesOf(3, (x, y) => {
      const [r, g, b] = colourAt(x, y);
      const luma = red * r + (1 - red - blue) * g + blue * b;
      const chroma = (value: number): number => 128 + (value * (most! - least!)) / 2;
      const codes = [black! + luma * (white! - black!), chroma((b - luma) / (1 - blue)), chroma((r - luma) / (1 - red))];
      return codes.map((code) => code / 255);
    });
  const tags = { 258: [8, 8, 8], 262: 6, 277: 3, 530: [1, 1] };

  it('by ITU-R BT.601 has its colours', () => expectColours(tiffFile(tags, ycc(0.299, 0.114, [0, 255, 1, 255]))));

  it('by ITU-R BT.709 in limited range has its colours', async () => {
    const own = { 529: { rationals: [0.2126, 0.7152, 0.0722] }, 532: { rationals: [16, 235, 128, 240, 128, 240] } };
    await expectColours(tiffFile({ ...tags, ...own }, ycc(0.2126, 0.0722, [16, 235, 16, 240])));
  });
});

describe('a TIFF in the old style of JPEG', () => {
  const jpeg = (): Promise<Buffer> =>
    sharp(rgb([]), { raw: { ...SIDE, channels: 3 } })
      .jpeg({ chromaSubsampling: '4:4:4', quality: 95 })
      .toBuffer();

  it('is shown by the JPEG that it holds, tiled or not', async () => {
    const bytes = await jpeg();
    const tags = { 258: [8, 8, 8], 259: 6, 262: 6, 277: 3, 513: { blob: bytes }, 514: bytes.length };
    await expectColours(tiffFile(tags, bytes));
    await expectColours(tiffFile({ ...tags, 322: SIDE.width, 323: SIDE.height, 324: { blob: bytes }, 325: bytes.length }, bytes));
  });

  it('is refused if its JPEG is in parts', async () => {
    const tags = { 258: [8, 8, 8], 259: 6, 262: 6, 277: 3, 322: SIDE.width, 323: SIDE.height, 325: 100 };
    await expect(rendered(tiffFile(tags, Buffer.alloc(100, 7)))).rejects.toMatchObject({ code: 'UNSUPPORTED_TYPE' });
  });
});

describe('a TIFF that libvips would show wrong', () => {
  it.each<[string, Tags, Buffer, string]>([
    ['grey of 32-bit floating point', { 258: 32, 262: 1, 277: 1, 339: 3 }, floatsOf(1, (x) => [grey(x)]), 'floating-point'],
    ['grey of 16-bit floating point', { 258: 16, 262: 1, 277: 1, 339: 3 }, wordsOf(1, (x) => [grey(x) / 4]), 'floating-point'],
    [
      'CMYK of floating point',
      { 258: [32, 32, 32, 32], 262: 5, 277: 4, 339: [3, 3, 3, 3] },
      floatsOf(4, (x) => [grey(x), 0, 0, 0]),
      'floating-point',
    ],
    ['grey with a sign', { 258: 16, 262: 1, 277: 1, 339: 2 }, wordsOf(1, (x) => [grey(x) / 2]), 'sign'],
    ['grey of 32 bits', { 258: 32, 262: 1, 277: 1 }, floatsOf(1, (x) => [grey(x)]), '32 bits'],
    ['LogL', { 258: 16, 259: 34676, 262: 32844, 277: 1, 339: 2 }, Buffer.alloc(3000, 7), 'high dynamic range'],
    ['LogLuv', { 258: [16, 16, 16], 259: 34676, 262: 32845, 277: 3 }, Buffer.alloc(3000, 7), 'high dynamic range'],
    ['CMYK with a spot colour', { 258: Array<number>(5).fill(8), 262: 5, 277: 5, 338: 0 }, rgb([0, 0]), '5 channels'],
    ['Zstandard', { 258: [8, 8, 8], 259: 50000, 262: 2, 277: 3 }, Buffer.alloc(3000, 7), 'Zstandard'],
  ])('is refused with a reason: %s', async (_name, tags, pixels, reason) => {
    const refused = { name: 'ImageError', code: 'UNSUPPORTED_TYPE', message: expect.stringContaining(reason) as string };
    await expect(rendered(tiffFile(tags, pixels))).rejects.toMatchObject(refused);
  });

  it('is shown if it is RGB of floating point, which is linear', async () => {
    const tags = { 258: [32, 32, 32], 262: 2, 277: 3, 339: [3, 3, 3] };
    const { at } = await rendered(
      tiffFile(
        tags,
        floatsOf(3, () => [0.2159, 0.2159, 1]),
      ),
    );
    expect(isClose(at(30, 20), [128, 128, 255, 255])).toBe(true);
  });
});

describe('the directories of a TIFF', () => {
  it('are bounded before libtiff looks at them', async () => {
    await expect(rendered(tiffDirectories(5001, 1))).rejects.toMatchObject({
      code: 'BROKEN_IMAGE',
      message: expect.stringContaining('5000') as string,
    });
    expect((await rendered(tiffDirectories(100, 1))).width).toBe(1);
  });

  it('that are a smaller copy are passed over', async () => {
    const small = tiffFile({ 254: 1, 256: 8, 257: 6, 258: 8, 262: 1, 277: 1, 278: 6 }, Buffer.alloc(48, 9));
    const whole = tiffFile({ 258: [8, 8, 8], 262: 2, 277: 3 }, rgb([]));
    // The whole one is moved behind the small one; its places stay right if the small one is where its head and more was.
    const file = Buffer.concat([whole, small.subarray(8)]);
    const shift = whole.length - 8;
    const directoryAt = small.readUInt32LE(4) + shift;
    const count = file.readUInt16LE(directoryAt);
    for (let index = 0; index < count; index++) {
      const place = directoryAt + 2 + index * 12;
      if (file.readUInt16LE(place) === 273) file.writeUInt32LE(file.readUInt32LE(place + 8) + shift, place + 8);
    }
    file.writeUInt32LE(whole.readUInt32LE(4), directoryAt + 2 + count * 12);
    file.writeUInt32LE(directoryAt, 4);
    await expectColours(file);
  });
});
