import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { tiffFile } from '../../../test/harness/images/tiff-file.js';
import { rendered } from './render.fixture.js';

const SENSOR = Buffer.alloc(256, 0x5a);
/** What a camera's own directory says of the raw data below it: a colour filter array of 14 bits. */
const CFA = { 258: 14, 262: 32803, 277: 1, 256: 64, 257: 32, 278: 32, 273: { blob: SENSOR }, 279: SENSOR.length };

/** Red on the left and blue on the right, 96 by 64. */
async function preview(exif?: object): Promise<Buffer> {
  const left = { input: { create: { width: 48, height: 64, channels: 3 as const, background: '#f00' } }, left: 0, top: 0 };
  const picture = sharp({ create: { width: 96, height: 64, channels: 3, background: '#00f' } }).composite([left]);
  return (exif ? picture.withExif(exif) : picture).jpeg({ chromaSubsampling: '4:4:4', quality: 95 }).toBuffer();
}

const small = (): Promise<Buffer> => sharp({ create: { width: 16, height: 12, channels: 3, background: '#0f0' } }).jpeg().toBuffer(); // prettier-ignore

async function expectPreview(file: Buffer, type: string, turned = false): Promise<void> {
  const { header, at, width, height } = await rendered(file);
  expect(header.type).toBe(type);
  expect([header.width, header.height]).toEqual(turned ? [64, 96] : [96, 64]);
  expect([width, height]).toEqual([header.width, header.height]);
  expect(at(10, 10)[0]).toBeGreaterThan(200);
  const [r, , b] = turned ? at(10, 86) : at(86, 10);
  expect([r! < 60, b! > 200]).toEqual([true, true]);
}

/** Text as the value of a tag of numbers: the readers take it by its place. */
function maker(text: string): { blob: Buffer } {
  return { blob: Buffer.from(`${text}\0`, 'latin1') };
}

describe('the raw data of a camera', () => {
  it('as DNG is shown by its largest JPEG, turned as the camera was held', async () => {
    const [large, little] = [await preview(), await small()];
    const first = {
      254: 1,
      256: 16,
      257: 12,
      258: [8, 8, 8],
      259: 7,
      262: 6,
      273: { blob: little },
      274: 6,
      277: 3,
      278: 12,
      279: little.length,
      50706: [1, 4],
    };
    const file = tiffFile({ ...first, 513: { blob: large }, 514: large.length }, little, CFA);
    await expectPreview(file, 'image/x-adobe-dng', true);
  });

  it('is found in a directory below the first', async () => {
    const large = await preview();
    const file = tiffFile({ 254: 1, 256: 8, 257: 6, 258: 8, 262: 1, 277: 1, 50706: [1, 4] }, Buffer.alloc(48, 9), {
      ...CFA,
      513: { blob: large },
      514: large.length,
    });
    await expectPreview(file, 'image/x-adobe-dng');
  });

  it.each([
    ['NIKON CORPORATION', 'image/x-nikon-nef'],
    ['SONY', 'image/x-sony-arw'],
    // Not told by its first directory, but by what is below it.
    ['Other', 'image/tiff'],
  ])('of %s is of type %s', async (make, type) => {
    const large = await preview();
    await expectPreview(
      tiffFile({ 254: 1, 256: 8, 257: 6, 258: 8, 262: 1, 271: maker(make), 277: 1 }, Buffer.alloc(48, 9), {
        ...CFA,
        513: { blob: large },
        514: large.length,
      }),
      type,
    );
  });

  it('as CR2 is shown by the JPEG of its first directory', async () => {
    const large = await preview();
    const file = tiffFile(
      { 256: 96, 257: 64, 258: [8, 8, 8], 259: 6, 262: 6, 273: { blob: large }, 277: 3, 278: 64, 279: large.length },
      large,
    );
    // The mark of CR2 follows the head: the directories keep their places, since a JPEG may begin with anything.
    const marked = Buffer.concat([file.subarray(0, 8), Buffer.from('CR\x02\0'), file.subarray(8)]);
    for (const at of [4]) marked.writeUInt32LE(marked.readUInt32LE(at) + 4, at);
    const directory = marked.readUInt32LE(4);
    for (let index = 0; index < marked.readUInt16LE(directory); index++) {
      const place = directory + 2 + index * 12;
      if ([258, 273].includes(marked.readUInt16LE(place))) marked.writeUInt32LE(marked.readUInt32LE(place + 8) + 4, place + 8);
    }
    await expectPreview(marked, 'image/x-canon-cr2');
  });

  it('as RAF is shown by the JPEG that its head names', async () => {
    const large = await preview({ IFD2: { DateTimeOriginal: '2020:05:06 07:08:09' } });
    const head = Buffer.alloc(160);
    head.write('FUJIFILMCCD-RAW 0201FF');
    head.writeUInt32BE(160, 84);
    head.writeUInt32BE(large.length, 88);
    const file = Buffer.concat([head, large, SENSOR]);
    await expectPreview(file, 'image/x-fuji-raf');
    expect((await rendered(file)).header.takenAt?.toISOString()).toBe('2020-05-06T07:08:09.000Z');
  });

  it('as ORF is shown by the largest JPEG anywhere in it', async () => {
    const file = Buffer.concat([
      tiffFile({ 258: 16, 262: 1, 277: 1 }, Buffer.alloc(6144, 9)),
      await small(),
      SENSOR,
      await preview(),
      SENSOR,
    ]);
    file.write('IIRO');
    await expectPreview(file, 'image/x-olympus-orf');
  });

  it('as RW2 is shown by the JPEG in a tag', async () => {
    const large = await preview();
    const file = tiffFile({ 256: 64, 257: 48, 262: 1 }, SENSOR);
    // An entry of its own kind: bytes, whose value is the JPEG.
    const start = file.readUInt32LE(4);
    const last = start + 2 + (file.readUInt16LE(start) - 1) * 12;
    file.writeUInt16LE(0x2e, last);
    file.writeUInt16LE(7, last + 2);
    file.writeUInt32LE(large.length, last + 4);
    file.writeUInt32LE(file.length, last + 8);
    file.write('IIU\0');
    await expectPreview(Buffer.concat([file, large]), 'image/x-panasonic-rw2');
  });

  it('as CR3 is shown by its largest JPEG, and keeps what the camera wrote', async () => {
    const box = (type: string, content: Buffer): Buffer => {
      const head = Buffer.alloc(8);
      head.writeUInt32BE(content.length + 8);
      head.write(type, 4);
      return Buffer.concat([head, content]);
    };
    const written = await sharp({ create: { width: 8, height: 8, channels: 3, background: '#000' } }).withExif({ IFD2: { DateTimeOriginal: '2021:02:03 04:05:06' } }).jpeg().toBuffer(); // prettier-ignore
    const { exif } = await sharp(written).metadata();
    const block = exif!.subarray(6);
    // The second box holds the directory of EXIF as its first one: its place is the value of tag 34665.
    const tag = block.indexOf(Buffer.from([0x69, 0x87]));
    const picture = Buffer.from(block);
    picture.writeUInt32LE(block.readUInt32LE(tag + 8), 4);
    const camera = tiffFile({ 271: 0, 272: 0, 274: 6 }, Buffer.alloc(2));
    const file = Buffer.concat([box('ftyp', Buffer.from('crx \0\0\0\x01crx isom')), box('moov', box('uuid', Buffer.concat([Buffer.alloc(16), box('CMT1', camera), box('CMT2', picture)]))), box('mdat', Buffer.concat([await small(), await preview(), SENSOR]))]); // prettier-ignore
    await expectPreview(file, 'image/x-canon-cr3', true);
    expect((await rendered(file)).header.takenAt?.toISOString()).toBe('2021-02-03T04:05:06.000Z');
  });

  it('without a JPEG is refused with the reason', async () => {
    const file = tiffFile({ 254: 1, 256: 8, 257: 6, 258: 8, 262: 1, 277: 1, 50706: [1, 4] }, Buffer.alloc(48, 9), CFA);
    await expect(rendered(file)).rejects.toMatchObject({ code: 'UNSUPPORTED_TYPE', message: expect.stringContaining('no JPEG') as string });
    await expect(rendered(Buffer.from('FUJIFILMCCD-RAW 0201FF'))).rejects.toMatchObject({ code: 'BROKEN_IMAGE' });
  });
});
