import { crc32, deflateSync } from 'node:zlib';

const SIGNATURE = Buffer.from('\x89PNG\r\n\x1a\n', 'latin1');

/** One chunk of a PNG (ISO/IEC 15948 section 5.3): length, name, data, checksum. */
export function chunk(name: string, data: Buffer): Buffer {
  const head = Buffer.alloc(8);
  head.writeUInt32BE(data.length);
  head.write(name, 4, 'latin1');
  const sum = Buffer.alloc(4);
  sum.writeUInt32BE(crc32(Buffer.concat([head.subarray(4), data])));
  return Buffer.concat([head, data, sum]);
}

function header(width: number, height: number): Buffer {
  const data = Buffer.alloc(13);
  data.writeUInt32BE(width);
  data.writeUInt32BE(height, 4);
  // Eight bits of grey.
  data.writeUInt8(8, 8);
  return chunk('IHDR', data);
}

function png(width: number, height: number, extra: readonly Buffer[]): Buffer {
  const rows = Math.min(height, 10);
  const pixels = chunk('IDAT', deflateSync(Buffer.alloc((Math.min(width, 10) + 1) * rows)));
  return Buffer.concat([SIGNATURE, header(width, height), ...extra, pixels, chunk('IEND', Buffer.alloc(0))]);
}

/** Ten by ten pixels that unpack to a gigabyte: twenty compressed texts of 50 MB each. */
export function textBomb(): Buffer {
  const packed = deflateSync(Buffer.alloc(50_000_000, 'a'));
  const text = (index: number) => chunk('zTXt', Buffer.concat([Buffer.from(`text${index}\0\0`, 'latin1'), packed]));
  return png(
    10,
    10,
    Array.from({ length: 20 }, (_, index) => text(index)),
  );
}

/** Ten by ten pixels with a colour profile that unpacks to 60 MB. */
export function profileBomb(): Buffer {
  const packed = deflateSync(Buffer.alloc(60_000_000));
  return png(10, 10, [chunk('iCCP', Buffer.concat([Buffer.from('profile\0\0', 'latin1'), packed]))]);
}

/** Claims this many pixels and has a hundred. */
export function claims(width: number, height: number): Buffer {
  return png(width, height, []);
}
