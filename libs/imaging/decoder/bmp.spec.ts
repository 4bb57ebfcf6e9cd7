import { describe, expect, it } from 'vitest';
import { colourAt, SIDE } from '../../../test/harness/images/tiff-file.js';
import { isClose, rendered } from './render.fixture.js';

interface Bmp {
  bits: number;
  /** Rows of the picture from top to bottom, without padding; or packed runs. */
  rows?: Buffer[];
  packed?: Buffer;
  code?: number;
  palette?: Buffer;
  masks?: number[];
  isTopDown?: boolean;
  width?: number;
  height?: number;
}

/** BITMAPFILEHEADER, BITMAPINFOHEADER (40 bytes), masks, palette, rows that are padded to 4 bytes. */
function bmp({ bits, rows = [], packed, code = 0, palette = Buffer.alloc(0), masks = [], isTopDown = false, ...size }: Bmp): Buffer {
  const { width = SIDE.width, height = SIDE.height } = size;
  const head = Buffer.alloc(54 + masks.length * 4);
  head.write('BM');
  head.writeUInt32LE(head.length + palette.length, 10);
  head.writeUInt32LE(40, 14);
  head.writeInt32LE(width, 18);
  head.writeInt32LE(isTopDown ? -height : height, 22);
  head.writeUInt16LE(1, 26);
  head.writeUInt16LE(bits, 28);
  head.writeUInt32LE(code, 30);
  for (const [index, mask] of masks.entries()) head.writeUInt32LE(mask >>> 0, 54 + index * 4);
  const padded = rows.map((row) => Buffer.concat([row, Buffer.alloc((4 - (row.length % 4)) % 4)]));
  if (!isTopDown) padded.reverse();
  return Buffer.concat([head, palette, packed ?? Buffer.concat(padded)]);
}

const lines = (pixel: (x: number, y: number) => number[], width = SIDE.width): Buffer[] =>
  Array.from({ length: SIDE.height }, (_, y) => Buffer.from(Array.from({ length: width }, (__, x) => pixel(x, y)).flat()));
const bgr = (x: number, y: number): number[] => colourAt(x, y).map((value) => Math.round(value * 255)).toReversed(); // prettier-ignore
const word = (value: number): number[] => [value & 255, value >> 8];

/** Expects red from left to right, green from top to bottom, and this alpha. */
async function expectColours(file: Buffer, alpha = 255, tolerance = 9): Promise<void> {
  const { header, at } = await rendered(file);
  expect([header.type, header.width, header.height]).toEqual(['image/bmp', SIDE.width, SIDE.height]);
  for (const [x, y] of [
    [3, 3],
    [58, 4],
    [4, 42],
    [60, 45],
  ] as const) {
    // prettier-ignore
    const wanted = [...colourAt(x, y).map((value) => value * 255), alpha];
    expect(isClose(at(x, y), wanted, tolerance), `${at(x, y).join()} at ${x}, ${y}`).toBe(true);
  }
}

describe('a BMP', () => {
  it.each<[string, Bmp]>([
    ['24 bits', { bits: 24, rows: lines(bgr) }],
    ['24 bits from the top', { bits: 24, rows: lines(bgr), isTopDown: true }],
    ['32 bits, of which 8 are unused', { bits: 32, rows: lines((x, y) => [...bgr(x, y), 0]) }],
    [
      '32 bits with masks and an empty alpha channel',
      { bits: 32, code: 6, masks: [0xff0000, 0xff00, 0xff, 0xff000000], rows: lines((x, y) => [...bgr(x, y), 0]) },
    ],
    [
      '32 bits with masks in another order',
      { bits: 32, code: 3, masks: [0xff, 0xff00, 0xff0000], rows: lines((x, y) => [...bgr(x, y).toReversed(), 0]) },
    ],
  ])('of %s has its colours', (_name, form) => expectColours(bmp(form)));

  it.each<[string, Bmp]>([
    ['five each', { bits: 16, rows: lines((x, y) => { const [r, g, b] = colourAt(x, y); return word((Math.round(r * 31) << 10) | (Math.round(g * 31) << 5) | Math.round(b * 31)); }) }],
    ['five, six and five, from the top', { bits: 16, code: 3, masks: [0xf800, 0x7e0, 0x1f], isTopDown: true, rows: lines((x, y) => { const [r, g, b] = colourAt(x, y); return word((Math.round(r * 31) << 11) | (Math.round(g * 63) << 5) | Math.round(b * 31)); }) }],
  ])('of 16 bits, %s, has its colours', (_name, form) => expectColours(bmp(form), 255, 14)); // prettier-ignore

  it('keeps an alpha channel that is there', () =>
    expectColours(
      bmp({ bits: 32, code: 6, masks: [0xff0000, 0xff00, 0xff, 0xff000000], rows: lines((x, y) => [...bgr(x, y), 128]) }),
      128,
    ));

  it('has rows that are padded', async () => {
    const { at } = await rendered(bmp({ bits: 24, width: 61, rows: lines(bgr, 61) }));
    expect(isClose(at(58, 44), [...bgr(58, 44).toReversed(), 255])).toBe(true);
  });

  const palette = (count: number): Buffer =>
    Buffer.from(Array.from({ length: count }, (_, index) => [10, 200, Math.round((index * 255) / (count - 1)), 0]).flat());
  const red = (index: number, count: number): number[] => [Math.round((index * 255) / (count - 1)), 200, 10, 255];

  it.each([1, 4, 8] as const)('of %d bits has the colours of its palette', async (bits) => {
    const [count, each] = [2 ** bits, 8 / bits];
    const index = (x: number): number => Math.floor((x * count) / SIDE.width);
    const row = Buffer.from(
      Array.from({ length: SIDE.width / each }, (_, byte) =>
        Array.from({ length: each }, (__, part) => index(byte * each + part)).reduce((sum, value) => sum * count + value, 0),
      ),
    );
    const { at } = await rendered(bmp({ bits, palette: palette(count), rows: Array<Buffer>(SIDE.height).fill(row) }));
    for (const x of [3, 28, 60]) expect(isClose(at(x, 20), red(index(x), count), 40), `${x}: ${at(x, 20).join()}`).toBe(true);
  });

  it('of runs is unpacked', async () => {
    // Left half of colour 0, right half of colour 255; then a row of single pixels, 4 of colour 255, and a jump over the rest of it.
    const row = Buffer.from([32, 0, 32, 255, 0, 0]);
    const single = Buffer.from([0, 3, 255, 255, 255, 0, 1, 255, 0, 2, 60, 0, 0, 0]);
    const packed = Buffer.concat([...Array<Buffer>(SIDE.height - 1).fill(row), single, Buffer.from([0, 1])]);
    const { at } = await rendered(bmp({ bits: 8, code: 1, palette: palette(256), packed }));
    expect(isClose(at(8, 30), red(0, 256), 30)).toBe(true);
    expect(isClose(at(56, 30), red(255, 256), 30)).toBe(true);
  });

  it('of runs of four bits is unpacked', async () => {
    const packed = Buffer.concat([...Array<Buffer>(SIDE.height).fill(Buffer.from([32, 0x00, 32, 0xff, 0, 0])), Buffer.from([0, 1])]);
    const { at } = await rendered(bmp({ bits: 4, code: 2, palette: palette(16), packed }));
    expect(isClose(at(8, 30), red(0, 16), 30)).toBe(true);
    expect(isClose(at(56, 30), red(15, 16), 30)).toBe(true);
  });

  it.each<[string, Buffer, string]>([
    ['ends too early', bmp({ bits: 24, rows: lines(bgr).slice(5) }), 'BROKEN_IMAGE'],
    ['is packed as JPEG', bmp({ bits: 24, code: 4, rows: lines(bgr) }), 'UNSUPPORTED_TYPE'],
    ['has more pixels than may be', bmp({ bits: 24, width: 20_000, height: 20_000 }), 'TOO_MANY_PIXELS'],
    ['has one side as long as all pixels that may be', bmp({ bits: 24, width: 1, height: 90_000_000 }), 'TOO_MANY_PIXELS'],
    [
      'would be unpacked one by one for long',
      bmp({ bits: 8, code: 1, width: 9000, height: 9000, packed: Buffer.from([0, 1]) }),
      'TOO_MANY_PIXELS',
    ],
    ['has runs of no length', bmp({ bits: 8, code: 1, packed: Buffer.alloc(100_000, Buffer.from([0, 2, 0, 0])) }), 'BROKEN_IMAGE'],
    ['has no height', bmp({ bits: 24, height: 0 }), 'BROKEN_IMAGE'],
  ])('that %s is refused', async (_name, file, code) => {
    await expect(rendered(file)).rejects.toMatchObject({ name: 'ImageError', code });
  });
});
