import { Readable } from 'node:stream';

import sharp from 'sharp';
import { describe, expect, it } from 'vitest';

import { animatedGif, jpeg, noise, taken, unique } from '../../../test/harness/images/images.js';
import { chunk } from '../../../test/harness/images/png.js';
import { png } from '../../../test/harness/images/tiny-images.js';
import { holdsOnlyPixels } from './only-pixels.js';

const MAX = 2 ** 20;

/** In chunks of some bytes, so that every boundary lies within something. */
function look(type: string, bytes: Buffer, { step = 7, max = MAX } = {}): Promise<boolean> {
  const chunks = Array.from({ length: Math.ceil(bytes.length / step) }, (_, at) => bytes.subarray(at * step, (at + 1) * step));
  return holdsOnlyPixels(type, Readable.from(chunks), max);
}

const EXIF = { IFD0: { Make: 'Maker' } };
const XMP = '<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"/></x:xmpmeta>';
const after = (bytes: Buffer) => Buffer.concat([bytes, Buffer.from('ftyp')]);
/** A segment before the others of a JPEG. */
function segment(marker: number, content: string): (bytes: Buffer) => Buffer {
  const length = Buffer.alloc(2);
  length.writeUInt16BE(content.length + 2);
  return (bytes) =>
    Buffer.concat([bytes.subarray(0, 2), Buffer.of(0xff, marker), length, Buffer.from(content, 'latin1'), bytes.subarray(2)]);
}

describe('a file of nothing but pixels', () => {
  it.each<[string, () => Promise<Buffer>]>([
    ['image/jpeg', jpeg],
    ['image/jpeg', () => noise(200, 100)],
    ['image/jpeg', () => unique().jpeg({ progressive: true }).toBuffer()],
    ['image/jpeg', () => unique().toColourspace('b-w').jpeg().toBuffer()],
    ['image/png', () => unique().png().toBuffer()],
    ['image/png', async () => png(1)],
    ['image/webp', () => unique().webp().toBuffer()],
    ['image/webp', () => unique(64, 48, 4).webp().toBuffer()],
    ['image/gif', animatedGif],
  ])('is known: %s (%#)', async (type, make) => {
    const bytes = await make();
    for (const step of [1, 7, 65_536]) expect(await look(type, bytes, { step }), `${step}`).toBe(true);
  });
});

describe('a file that tells more', () => {
  it.each<[string, string, () => Promise<Buffer>]>([
    ['the place', 'image/jpeg', () => taken('2021:03:04 05:06:07')],
    ['EXIF', 'image/jpeg', () => unique().withExif(EXIF).jpeg().toBuffer()],
    ['EXIF', 'image/png', () => unique().withExif(EXIF).png().toBuffer()],
    ['EXIF', 'image/webp', () => unique().withExif(EXIF).webp().toBuffer()],
    ['XMP', 'image/jpeg', () => unique().withXmp(XMP).jpeg().toBuffer()],
    ['XMP', 'image/png', () => unique().withXmp(XMP).png().toBuffer()],
    ['XMP', 'image/webp', () => unique().withXmp(XMP).webp().toBuffer()],
    ['a profile', 'image/jpeg', () => unique().withIccProfile('p3').jpeg().toBuffer()],
    ['IPTC', 'image/jpeg', async () => segment(0xed, 'Photoshop 3.0\0')(await jpeg())],
    ['a comment', 'image/jpeg', async () => segment(0xfe, 'in Paris')(await jpeg())],
    ['a preview of JFIF', 'image/jpeg', async () => segment(0xe0, 'JFXX\0\x10')(await jpeg())],
    ['a text', 'image/png', async () => png(1, { more: [chunk('tEXt', Buffer.from('Comment\0in Paris'))] })],
    ['a time', 'image/png', async () => png(1, { more: [chunk('tIME', Buffer.alloc(7))] })],
    ['a comment', 'image/gif', async () => gifWith(Buffer.from('\x21\xfe\x08in Paris\0', 'latin1'))],
    ['XMP', 'image/gif', async () => gifWith(Buffer.from('\x21\xff\x0bXMP DataXMP\x04<x/>\0', 'latin1'))],
    ['something after its end', 'image/jpeg', async () => after(await jpeg())],
    ['something after its end', 'image/png', async () => png(1, { padding: 4 })],
    ['something after its end', 'image/webp', async () => after(await unique().webp().toBuffer())],
    ['something after its end', 'image/gif', async () => after(await animatedGif())],
    ['what is not looked into', 'image/avif', () => unique().avif({ effort: 0 }).toBuffer()],
    ['no end', 'image/jpeg', async () => (await jpeg()).subarray(0, -2)],
  ])('is known: %s in %s', async (_what, type, make) => {
    const bytes = await make();
    await expect(sharp(bytes, { failOn: 'none' }).metadata(), 'no picture').resolves.toBeDefined();
    for (const step of [1, 7, 65_536]) expect(await look(type, bytes, { step }), `${step}`).toBe(false);
  });

  it('is taken for granted of one that is too long', async () => {
    const bytes = await noise(200, 100);
    expect([await look('image/jpeg', bytes, { max: bytes.length }), await look('image/jpeg', bytes, { max: bytes.length - 1 })]).toEqual([
      true,
      false,
    ]);
  });

  it('fails as its stream does', async () => {
    const stream = Readable.from(
      (async function* () {
        yield Buffer.of(0xff, 0xd8);
        throw new Error('the disk failed');
      })(),
    );
    await expect(holdsOnlyPixels('image/jpeg', stream, MAX)).rejects.toThrow('the disk failed');
    expect(stream.destroyed).toBe(true);
  });
});

/** With an extension between the table of colours and the first frame. */
async function gifWith(extension: Buffer): Promise<Buffer> {
  const bytes = await animatedGif();
  const at = 13 + (bytes[10]! & 0x80 ? 3 * 2 ** ((bytes[10]! & 7) + 1) : 0);
  return Buffer.concat([bytes.subarray(0, at), extension, bytes.subarray(at)]);
}

describe('a file that would take long to look into', () => {
  const scan = Buffer.from([0xff, 0xda, 0, 8, 1, 1, 0, 0, 63, 0, 0xff, 0]);
  it('of more parts than a picture has is not known', async () => {
    const scans = (count: number) => Buffer.concat([Buffer.of(0xff, 0xd8), ...Array<Buffer>(count).fill(scan), Buffer.of(0xff, 0xd9)]);
    expect(await look('image/jpeg', scans(1_000), { step: 65_536 })).toBe(true);
    expect(await look('image/jpeg', scans(20_000), { step: 65_536 })).toBe(false);
  });

  it('of stuffed zeros, or of blocks of one byte, is read in pieces of the stream', async () => {
    const pixels = Buffer.alloc(400_000, Buffer.of(0xff, 0));
    const one = Buffer.concat([Buffer.of(0xff, 0xd8), scan, pixels, Buffer.of(0xff, 0xd9)]);
    expect(await look('image/jpeg', one, { step: 65_536 })).toBe(true);
    const head = Buffer.from([...Buffer.from('GIF89a'), 1, 0, 1, 0, 0, 0, 0, 0x2c, 0, 0, 0, 0, 1, 0, 1, 0, 0, 2]);
    const gif = Buffer.concat([head, Buffer.alloc(400_000, Buffer.of(1, 7)), Buffer.of(0, 0x3b)]);
    for (const step of [999, 65_536]) expect(await look('image/gif', gif, { step })).toBe(true);
    expect(await look('image/gif', gif.subarray(0, -2), { step: 999 })).toBe(false);
  });
});
