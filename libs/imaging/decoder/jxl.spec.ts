import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { brotliCompressSync } from 'node:zlib';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { FileBytes } from './file-bytes.js';
import { decodeJxl } from './jxl.js';
import { planJxl } from './jxl-plan.js';
import { isClose, rendered } from './render.fixture.js';

const picture = (name: string): Buffer => readFileSync(new URL(`../../../test/pictures/files/${name}`, import.meta.url));
const codestream = picture('rgb.jxl');
const SIGNATURE = Buffer.from('\0\0\0\x0cJXL \r\n\x87\n', 'latin1');

/** A box whose length is told in 32 bits, in 64, or is what is left of the file. */
function box(type: string, content: Buffer, length: 'short' | 'long' | 'rest' = 'short'): Buffer {
  const head = Buffer.alloc(length === 'long' ? 16 : 8);
  head.writeUInt32BE({ short: 8 + content.length, long: 1, rest: 0 }[length]);
  head.write(type, 4, 'latin1');
  if (length === 'long') head.writeBigUInt64BE(BigInt(16 + content.length), 8);
  return Buffer.concat([head, content]);
}

function container(...boxes: Buffer[]): Buffer {
  return Buffer.concat([SIGNATURE, box('ftyp', Buffer.from('jxl \0\0\0\0jxl ', 'latin1')), ...boxes]);
}

/** What an Exif box holds. */
async function exif(date: string): Promise<Buffer> {
  const made = sharp({ create: { width: 1, height: 1, channels: 3, background: 'red' } }).withExif({ IFD2: { DateTimeOriginal: date } });
  const { exif: block } = await sharp(await made.jpeg().toBuffer()).metadata();
  return Buffer.concat([Buffer.alloc(4), block!.subarray(6)]);
}

describe('JPEG XL', () => {
  it.each([
    ['alone', codestream],
    ['in a box', container(box('jxlc', codestream))],
    ['in a box with a long length', container(box('jxlc', codestream, 'long'))],
    ['in a box up to the end', container(box('jxlc', codestream, 'rest'))],
    [
      'in parts',
      container(
        box('jxlp', Buffer.concat([Buffer.of(0, 0, 0, 0), codestream.subarray(0, 60)])),
        box('jxlp', Buffer.concat([Buffer.of(0x80, 0, 0, 1), codestream.subarray(60)])),
      ),
    ],
  ])('%s is shown', async (_, bytes) => {
    const { header, at } = await rendered(bytes);
    expect(header).toMatchObject({ type: 'image/jxl', width: 48, height: 32 });
    expect(isClose(at(4, 4), [220, 20, 20, 255])).toBe(true);
  });

  it('has the date of its EXIF, packed or not', async () => {
    const block = await exif('2019:06:07 08:09:10');
    const takenAt = new Date('2019-06-07T08:09:10Z');
    const image = box('jxlc', codestream);
    expect((await rendered(container(image, box('Exif', block)))).header).toMatchObject({ takenAt });
    const packed = box('brob', Buffer.concat([Buffer.from('Exif'), brotliCompressSync(block)]));
    expect((await rendered(container(packed, image))).header).toMatchObject({ takenAt });
  });

  it('has only its first EXIF read', async () => {
    const [first, second] = [await exif('2019:06:07 08:09:10'), await exif('2020:06:07 08:09:10')].map((block) =>
      box('brob', Buffer.concat([Buffer.from('Exif'), brotliCompressSync(block)])),
    ) as [Buffer, Buffer];
    const image = box('jxlc', codestream);
    expect((await rendered(container(first, second, image))).header).toMatchObject({ takenAt: new Date('2019-06-07T08:09:10Z') });
    const damaged = box('brob', Buffer.from('Exif?'));
    expect((await rendered(container(damaged, second, image))).header).toMatchObject({ takenAt: null });
  });

  it('is not at fault when its file can’t be read', async () => {
    await expect(decodeJxl('/nowhere/picture.jxl')).rejects.toMatchObject({ code: 'ENOENT' });
  });

  it('is shown without an EXIF that unpacks to more than a megabyte', async () => {
    const large = Buffer.concat([await exif('2019:06:07 08:09:10'), Buffer.alloc(2_000_000)]);
    const bomb = box('brob', Buffer.concat([Buffer.from('Exif'), brotliCompressSync(large)]));
    expect((await rendered(container(bomb, box('jxlc', codestream)))).header).toMatchObject({ takenAt: null, width: 48 });
  });

  it.each([
    ['rgb.jxl', false],
    ['grey-lossy.jxl', false],
    ['orientation-6.jxl', false],
    ['display-p3.jxl', false],
    ['rgba.jxl', true],
    ['rgba-lossy.jxl', true],
  ])('%s has extra channels: %s', (name, expected) => {
    const path = fileURLToPath(new URL(`../../../test/pictures/files/${name}`, import.meta.url));
    expect(FileBytes.use(path, planJxl).hasExtraChannels).toBe(expected);
  });

  it.each([
    ['without a picture', container()],
    ['that ends in its head', codestream.subarray(0, 3)],
    ['that ends in its pixels', codestream.subarray(0, -40)],
    ['of other bytes behind its head', Buffer.concat([codestream.subarray(0, 12), Buffer.alloc(200, 0x5a)])],
  ])('%s is refused as damaged', async (_, bytes) => {
    await expect(rendered(bytes)).rejects.toMatchObject({ code: 'BROKEN_IMAGE' });
  });

  it('of too many pixels is refused by its head', async () => {
    // Not small, 2^30 rows of as many pixels (selector 3, then thirty ones; ratio 1).
    const head = Buffer.alloc(32);
    head.writeUInt16LE(0x0aff);
    let place = 16;
    const put = (value: number, bits: number): void => {
      for (let index = 0; index < bits; index++, place++) head[place >> 3]! |= ((value >>> index) & 1) << (place & 7);
    };
    put(0, 1);
    put(3, 2);
    put(2 ** 30 - 1, 30);
    put(1, 3);
    await expect(rendered(head)).rejects.toMatchObject({ code: 'TOO_MANY_PIXELS' });
  });
});
