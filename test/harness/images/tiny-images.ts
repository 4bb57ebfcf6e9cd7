import { deflateSync } from 'node:zlib';

import { chunk } from './png.js';

/**
 * A PNG of one colour in RGB. Two with the same `seed` (0 to 0xffffff, the colour) are the same bytes; `more` are further chunks,
 * and `padding` makes the file that much longer after the picture's end.
 */
export function png(seed: number, { width = 8, height = 6, more = [] as Buffer[], padding = 0 } = {}): Buffer<ArrayBuffer> {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, 2], 8);
  const row = Buffer.alloc(1 + width * 3);
  for (let x = 0; x < width; x++) row.writeUIntBE(seed, 1 + x * 3, 3);
  return Buffer.concat([
    Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'),
    chunk('IHDR', header),
    ...more,
    chunk('IDAT', deflateSync(Buffer.concat(Array.from({ length: Math.min(height, 1000) }, () => row)))),
    chunk('IEND'),
    Buffer.alloc(padding, seed & 0xff),
  ]);
}

/** One grey pixel as TIFF 6.0, which browsers do not show. */
export function tiff(grey: number): Buffer<ArrayBuffer> {
  const SHORT = 3;
  const LONG = 4;
  const entries = [
    [256, SHORT, 1],
    [257, SHORT, 1],
    [258, SHORT, 8],
    [259, SHORT, 1],
    [262, SHORT, 1],
    [273, LONG, 8],
    [277, SHORT, 1],
    [278, SHORT, 1],
    [279, LONG, 1],
  ] as const;
  const file = Buffer.alloc(10 + 2 + entries.length * 12 + 4);
  file.write('II*\0', 'latin1');
  file.writeUInt32LE(10, 4);
  file[8] = grey;
  file.writeUInt16LE(entries.length, 10);
  entries.forEach(([tag, type, value], index) => {
    const at = 12 + index * 12;
    file.writeUInt16LE(tag, at);
    file.writeUInt16LE(type, at + 2);
    file.writeUInt32LE(1, at + 4);
    file.writeUInt32LE(value, at + 8);
  });
  return file;
}
