import sharp from 'sharp';

import { tiff } from './tiny-images.js';
import { unique } from './images.js';

function word(value: number): Buffer {
  const bytes = Buffer.alloc(2);
  bytes.writeUInt16LE(value);
  return bytes;
}

/** Two colours, a frame of this size that breaks off after one pixel, as often as said (GIF89a sections 18 to 22). */
function gif(width: number, height: number, frames: number): Buffer {
  const control = Buffer.from([0x21, 0xf9, 4, 0, 10, 0, 0, 0]);
  const place = Buffer.concat([Buffer.from([0x2c, 0, 0, 0, 0]), word(width), word(height), Buffer.from([0])]);
  const frame = Buffer.concat([control, place, Buffer.from([2, 2, 0x44, 0x01, 0])]);
  const screen = Buffer.concat([Buffer.from('GIF89a'), word(width), word(height), Buffer.from([0x80, 0, 0, 0, 0, 0, 255, 255, 255])]);
  return Buffer.concat([screen, ...Array.from({ length: frames }, () => frame), Buffer.from([0x3b])]);
}

export function gifCanvas(side: number): Buffer {
  return gif(side, side, 1);
}

export function gifFrames(count: number): Buffer {
  return gif(1, 1, count);
}

/** A chunk of a WebP with its padding (RFC 9649 section 2.3). */
function riff(name: string, data: Buffer): Buffer {
  const head = Buffer.alloc(8, name, 'latin1');
  head.writeUInt32LE(data.length, 4);
  return Buffer.concat([head, data, Buffer.alloc(data.length % 2)]);
}

function threeBytes(value: number): Buffer {
  return Buffer.from([value & 255, (value >> 8) & 255, value >> 16]);
}

function webp(...chunks: Buffer[]): Buffer {
  return riff('RIFF', Buffer.concat([Buffer.from('WEBP'), ...chunks]));
}

/** A lossless WebP that says it has this side and whose data is that of a small one (RFC 9649 section 3.4). */
export async function webpCanvas(side: number): Promise<Buffer> {
  const file = await unique(64, 64).webp({ lossless: true }).toBuffer();
  // Behind the heads of the file and of its one chunk, and the signature: 14 bits of width - 1, as many of height - 1.
  const at = 21;
  file.writeUInt32LE(((file.readUInt32LE(at) & 0xf000_0000) | ((side - 1) << 14) | (side - 1)) >>> 0, at);
  return file;
}

/** An animation of one colour: each frame is a few bytes, and unpacks to the whole canvas (RFC 9649 section 2.7). */
export async function webpFrames(count: number, side: number): Promise<Buffer> {
  const flat = await sharp({ create: { width: side, height: side, channels: 3, background: '#246' } })
    .webp({ lossless: true, effort: 0 })
    .toBuffer();
  const size = Buffer.concat([threeBytes(side - 1), threeBytes(side - 1)]);
  const frame = riff('ANMF', Buffer.concat([Buffer.alloc(6), size, threeBytes(40), Buffer.from([0]), flat.subarray(12)]));
  const animated = riff('VP8X', Buffer.concat([Buffer.from([2, 0, 0, 0]), size]));
  return webp(animated, riff('ANIM', Buffer.alloc(6)), ...Array.from({ length: count }, () => frame));
}

/** A progressive JPEG whose last scan is there so many times: each is a pass over the whole picture (ITU-T T.81 annex G). */
export async function jpegScans(count: number): Promise<Buffer> {
  const flat = sharp({ create: { width: 3000, height: 2000, channels: 3, background: '#246' } });
  const file = await flat.jpeg({ progressive: true }).toBuffer();
  const scan = file.subarray(file.lastIndexOf(Buffer.from([0xff, 0xda])), -2);
  return Buffer.concat([file.subarray(0, -2), ...Array.from({ length: count }, () => scan), file.subarray(-2)]);
}

/** A small AVIF whose container says that it has this side (ISO/IEC 23008-12 section 6.5.3). */
export async function avifClaims(side: number): Promise<Buffer> {
  const file = await unique(64, 64).avif({ effort: 0 }).toBuffer();
  const at = file.indexOf('ispe') + 8;
  file.writeUInt32BE(side, at);
  file.writeUInt32BE(side, at + 4);
  return file;
}

/** A TIFF that says it has this side and holds one byte, its first directory being its next one as well (TIFF 6.0 section 2). */
export function tiffClaims(side: number): Buffer {
  // Width, length, bits, no compression, black is zero, where the pixels are, rows a strip, their bytes.
  const entries = [
    [256, side],
    [257, side],
    [258, 8],
    [259, 1],
    [262, 1],
    [273, 8],
    [278, side],
    [279, 1],
  ] as const;
  const directory = Buffer.alloc(2 + entries.length * 12 + 4);
  directory.writeUInt16LE(entries.length);
  entries.forEach(([tag, value], index) => {
    const at = 2 + index * 12;
    directory.writeUInt16LE(tag, at);
    directory.writeUInt16LE(4, at + 2);
    directory.writeUInt32LE(1, at + 4);
    directory.writeUInt32LE(value, at + 8);
  });
  directory.writeUInt32LE(8, directory.length - 4);
  return Buffer.concat([Buffer.from([0x49, 0x49, 42, 0, 8, 0, 0, 0]), directory]);
}

/** A TIFF of one grey pixel that has this number of directories, each like the first (TIFF 6.0 section 2). Two greys are two files. */
export function tiffDirectories(count: number, grey: number): Buffer {
  const one = tiff(grey);
  const start = one.readUInt32LE(4);
  const directory = one.subarray(start);
  const file = Buffer.concat([one.subarray(0, start), ...Array.from({ length: count }, () => directory)]);
  for (let index = 1; index < count; index++) file.writeUInt32LE(start + index * directory.length, start + index * directory.length - 4);
  return file;
}

/** A TIFF of 8 by 8 pixels with this number of samples each, which are no colours (TIFF 6.0, ExtraSamples). */
export function tiffBands(bands: number): Buffer {
  const side = 8;
  const entries: [number, number[]][] = [
    [256, [side]],
    [257, [side]],
    [258, Array.from({ length: bands }, () => 8)],
    [259, [1]],
    [262, [2]],
    [273, [0]],
    [277, [bands]],
    [278, [side]],
    [279, [side * side * bands]],
    [338, Array.from({ length: bands - 3 }, () => 0)],
  ];
  const directory = Buffer.alloc(2 + entries.length * 12 + 4);
  const extra: Buffer[] = [];
  let end = 8 + directory.length;
  const after = (bytes: Buffer): number => {
    extra.push(bytes);
    return (end += bytes.length) - bytes.length;
  };
  directory.writeUInt16LE(entries.length);
  for (const [index, [tag, values]] of entries.entries()) {
    const place = 2 + index * 12;
    directory.writeUInt16LE(tag, place);
    // SHORT, but for offsets and lengths.
    const isLong = tag === 273 || tag === 279;
    directory.writeUInt16LE(isLong ? 4 : 3, place + 2);
    directory.writeUInt32LE(values.length, place + 4);
    if (tag === 273) directory.writeUInt32LE(after(Buffer.alloc(side * side * bands, 100)), place + 8);
    else if (values.length > 2) directory.writeUInt32LE(after(Buffer.concat(values.map(word))), place + 8);
    else directory.writeUInt32LE(values[0]!, place + 8);
  }
  return Buffer.concat([Buffer.from([0x49, 0x49, 42, 0, 8, 0, 0, 0]), directory, ...extra]);
}
