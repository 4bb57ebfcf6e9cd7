import { randomBytes } from 'node:crypto';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { floatsOf, SIDE, tiffFile } from '../../../test/harness/images/tiff-file.js';
import { tiffBands } from '../../../test/harness/images/hostile-formats.js';
import { rendered } from './render.fixture.js';

const REASON = { code: 'BROKEN_IMAGE', message: expect.stringContaining('single colour') as string };

describe('a picture that comes out as a single colour', () => {
  it('although its file holds more is refused', async () => {
    // Light beyond white everywhere: all of it is shown as white.
    const tags = { 258: [32, 32, 32], 262: 2, 277: 3, 339: [3, 3, 3] };
    const bright = floatsOf(3, () => [0, 1, 2].map(() => 2 + randomBytes(4).readUInt32LE() / 2 ** 28));
    await expect(rendered(tiffFile(tags, bright))).rejects.toMatchObject(REASON);
  });

  it('although its file holds more is refused if it is transparent as a whole', async () => {
    const colours = randomBytes(SIDE.width * SIDE.height * 4).map((byte, index) => (index % 4 === 3 ? 0 : byte));
    // Four channels without a word about the fourth.
    await expect(
      rendered(tiffFile({ 258: [8, 8, 8, 8], 262: 2, 277: 4 }, Buffer.concat([colours, randomBytes(20_000)]))),
    ).rejects.toMatchObject(REASON);
  });

  it.each<[string, () => Buffer | Promise<Buffer>]>([
    ['a TIFF that is not compressed', () => sharp({ create: { width: 900, height: 700, channels: 3, background: 'red' } }).tiff().toBuffer()], // prettier-ignore
    ['a JPEG with a large profile', () => sharp({ create: { width: 30, height: 20, channels: 3, background: 'red' } }).toColourspace('cmyk').withIccProfile('cmyk').jpeg().toBuffer()], // prettier-ignore
    [
      'a PNG of one pixel',
      () =>
        sharp({ create: { width: 1, height: 1, channels: 3, background: 'red' } })
          .png()
          .toBuffer(),
    ],
    [
      'a transparent PNG',
      () =>
        sharp({ create: { width: 90, height: 70, channels: 4, background: '#0000' } })
          .png()
          .toBuffer(),
    ],
    ['a TIFF of more channels', () => tiffBands(5)],
  ])('and is nothing else is shown: %s', async (_name, make) => {
    expect((await rendered(await make())).width).toBeGreaterThan(0);
  });
});
