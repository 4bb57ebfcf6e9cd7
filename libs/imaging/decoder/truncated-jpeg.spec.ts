import { randomBytes } from 'node:crypto';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { isClose, rendered } from './render.fixture.js';
import { isTruncation } from './truncated-jpeg.js';

const GREY = 128;
const colours = sharp(randomBytes(32 * 32 * 3), { raw: { width: 32, height: 32, channels: 3 } }).resize(320, 320, { kernel: 'nearest' });

function jpeg(options: { progressive?: boolean; orientation?: number } = {}): Promise<Buffer> {
  const { orientation = 1, ...encoding } = options;
  return colours.clone().withMetadata({ orientation }).jpeg({ quality: 95, ...encoding }).toBuffer(); // prettier-ignore
}

describe('a JPEG that ends early', () => {
  it.each([2, 40])('by %d bytes is shown', async (bytes) => {
    const file = await jpeg();
    const [whole, cut] = [await rendered(file), await rendered(file.subarray(0, -bytes))];
    for (const y of [5, 105, 295]) expect(isClose(cut.at(105, y), whole.at(105, y))).toBe(true);
  });

  it('by a tenth is shown with grey in its place', async () => {
    const file = await jpeg();
    const { at } = await rendered(file.subarray(0, Math.floor(file.length * 0.9)));
    expect(at(160, 318)).toEqual([GREY, GREY, GREY, 255]);
  });

  it('is shown upright', async () => {
    const file = await jpeg({ orientation: 6 });
    const { at } = await rendered(file.subarray(0, Math.floor(file.length * 0.9)));
    // What was at the bottom is on the left.
    expect(at(1, 160)).toEqual([GREY, GREY, GREY, 255]);
  });

  it('and is progressive is shown with less detail', async () => {
    const file = await jpeg({ progressive: true });
    const [whole, cut] = [await rendered(file), await rendered(file.subarray(0, Math.floor(file.length * 0.9)))];
    expect(isClose(cut.at(165, 165), whole.at(165, 165), 60)).toBe(true);
  });

  it.each([false, true])('by more than a quarter is refused (progressive: %s)', async (progressive) => {
    const file = await jpeg({ progressive });
    const cut = file.subarray(0, Math.floor(file.length * (progressive ? 0.03 : 0.6)));
    await expect(rendered(cut)).rejects.toMatchObject({ code: 'BROKEN_IMAGE' });
  });

  it('is told from one that is damaged before its end', () => {
    const [ends, damaged] = ['VipsJpeg: premature end of JPEG image', 'VipsJpeg: Corrupt JPEG data: bad Huffman code'];
    expect(isTruncation(new Error(`${ends}\nVipsJpeg: Corrupt JPEG data: found marker 0xd9 instead of RST4`))).toBe(true);
    expect(isTruncation(new Error(`${damaged}\n${ends}`))).toBe(false);
  });
});
