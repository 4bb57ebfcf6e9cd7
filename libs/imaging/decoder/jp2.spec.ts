import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { displayP3 } from './heic.js';
import { isClose, rendered } from './render.fixture.js';

const picture = (name: string): Buffer => readFileSync(new URL(`../../../test/pictures/files/${name}`, import.meta.url));
const codestream = picture('rgb.j2k');
const SIZ = 4;

function box(type: string, content: Buffer): Buffer {
  const head = Buffer.alloc(8);
  head.writeUInt32BE(8 + content.length);
  head.write(type, 4, 'latin1');
  return Buffer.concat([head, content]);
}

/** A file of the codestream with these boxes about colours. */
function jp2(...colours: Buffer[]): Buffer {
  const size = box('ihdr', Buffer.from([0, 0, 0, 32, 0, 0, 0, 48, 0, 3, 7, 7, 0, 0]));
  const signature = Buffer.from('\0\0\0\x0cjP  \r\n\x87\n', 'latin1');
  const type = box('ftyp', Buffer.from('jp2 \0\0\0\0jp2 ', 'latin1'));
  return Buffer.concat([signature, type, box('jp2h', Buffer.concat([size, ...colours])), box('jp2c', codestream)]);
}

const numbered = (space: number): Buffer => box('colr', Buffer.from([1, 0, 0, 0, 0, 0, space]));

/** The codestream with some bytes of its sizes changed; `at` counts from the marker. */
function withSizes(at: number, ...bytes: number[]): Buffer {
  const changed = Buffer.from(codestream);
  changed.set(bytes, SIZ - 2 + at);
  return changed;
}

describe('JPEG 2000', () => {
  it.each([
    ['alone', codestream],
    ['in a file', jp2(numbered(16))],
  ])('%s is shown', async (_, bytes) => {
    const { header, at } = await rendered(bytes);
    expect(header).toMatchObject({ type: 'image/jp2', width: 48, height: 32, takenAt: null });
    expect(isClose(at(4, 4), [220, 20, 20, 255])).toBe(true);
  });

  it('is shown in the colours of its profile', async () => {
    const profile = await displayP3();
    const { at } = await rendered(jp2(box('colr', Buffer.concat([Buffer.of(2, 0, 0), profile]))));
    // A red that sRGB does not have.
    expect(isClose(at(4, 4), [242, 0, 0, 255], 12)).toBe(true);
  });

  it.each([
    ['with a palette', jp2(numbered(16), box('pclr', Buffer.alloc(8)))],
    ['for print', jp2(numbered(12))],
    ['of two channels', withSizes(38, 0, 2)],
    ['of 38 bits', withSizes(40, 37)],
    ['of samples with a sign', withSizes(40, 0x87)],
    ['of which a channel is smaller', withSizes(44, 2)],
    [
      'of millions of tiles',
      withSizes(22, 0, 0, 0, 1, 0, 0, 0, 1)
        .fill(0x7f, SIZ + 5, SIZ + 6)
        .fill(0x7f, SIZ + 9, SIZ + 10),
    ],
  ])('%s is refused with the reason', async (_, bytes) => {
    await expect(rendered(bytes)).rejects.toMatchObject({
      code: 'UNSUPPORTED_TYPE',
      message: expect.stringContaining('JPEG 2000') as string,
    });
  });

  it.each([
    ['without a picture', jp2(numbered(16)).subarray(0, -8 - codestream.length)],
    ['that ends in its head', codestream.subarray(0, 30)],
    ['that ends in its pixels', codestream.subarray(0, -codestream.length / 2)],
    ['with nothing behind its head', codestream.subarray(0, 130)],
  ])('%s is refused as damaged', async (_, bytes) => {
    await expect(rendered(bytes)).rejects.toMatchObject({ code: 'BROKEN_IMAGE' });
  });

  it('of too many pixels is refused by its head', async () => {
    const large = withSizes(6, 0x7f, 0xff, 0xff, 0xff, 0x7f, 0xff, 0xff, 0xff);
    large.set([0x7f, 0xff, 0xff, 0xff, 0x7f, 0xff, 0xff, 0xff], SIZ - 2 + 22);
    await expect(rendered(large)).rejects.toMatchObject({ code: 'TOO_MANY_PIXELS' });
  });
});
