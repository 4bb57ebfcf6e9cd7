import { deflateSync } from 'node:zlib';

import { chunk } from '../../../test/harness/images/png.js';

/** A valid black 8-bit grey PNG of 10 by 10 pixels, whatever size its header claims, with chunks before its pixels. */
export function png(before: Buffer[] = [], claimed: { width: number; height: number } = { width: 10, height: 10 }): Buffer {
  const header = Buffer.from([0, 0, 0, 0, 0, 0, 0, 0, 8, 0, 0, 0, 0]);
  header.writeUInt32BE(claimed.width, 0);
  header.writeUInt32BE(claimed.height, 4);
  const pixels = deflateSync(Buffer.alloc(10 * 11));
  return Buffer.concat([
    Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'),
    chunk('IHDR', header),
    ...before,
    chunk('IDAT', pixels),
    chunk('IEND'),
  ]);
}

/** The header of an interlaced PNG of 16 bits and four channels, with pixels that are cut off. */
export function interlaced(width: number, height: number): Buffer {
  const header = Buffer.from([0, 0, 0, 0, 0, 0, 0, 0, 16, 6, 0, 0, 1]);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  const pixels = deflateSync(Buffer.alloc(1000));
  return Buffer.concat([Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'), chunk('IHDR', header), chunk('IDAT', pixels), chunk('IEND')]);
}

/** A chunk of text that is small in the file and this many bytes once unpacked. */
export function packedText(bytes: number, name: 'zTXt' | 'iCCP' | 'iTXt' = 'zTXt'): Buffer {
  const head = name === 'iTXt' ? 'key\0\x01\0en\0key\0' : 'key\0\0';
  return chunk(name, Buffer.concat([Buffer.from(head, 'latin1'), deflateSync(Buffer.alloc(bytes, 'a'))]));
}

/** Ten pixels that libvips would unpack to a gigabyte when it merely opens the file. */
export function hostilePng(): Buffer {
  return png(Array<Buffer>(20).fill(packedText(50_000_000)));
}
