import { deflateSync } from 'node:zlib';

import { chunk, png, unpackedLength, zeros, type PngForm } from './png.js';

/** Ten by ten pixels that unpack to a gigabyte: twenty compressed texts of 50 MB each. */
export function textBomb(): Buffer {
  const packed = deflateSync(Buffer.alloc(50_000_000, 'a'));
  const text = (index: number) => chunk('zTXt', Buffer.concat([Buffer.from(`text${index}\0\0`, 'latin1'), packed]));
  const texts = Array.from({ length: 20 }, (_, index) => text(index));
  return png({ width: 10, height: 10 }, zeros(110), texts);
}

/** Ten by ten pixels with a colour profile that unpacks to 60 MB. */
export function profileBomb(): Buffer {
  const profile = chunk('iCCP', Buffer.concat([Buffer.from('profile\0\0', 'latin1'), zeros(60_000_000)]));
  return png({ width: 10, height: 10 }, zeros(110), [profile]);
}

/** Claims this many pixels and has a hundred. */
export function claims(width: number, height: number): Buffer {
  return png({ width, height }, zeros(110));
}

/** Black, and all of its pixels are there. */
export function canvas(form: PngForm): Buffer {
  return png(form, zeros(unpackedLength(form)));
}
