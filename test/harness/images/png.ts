import { crc32, deflateRawSync, constants } from 'node:zlib';

const SIGNATURE = Buffer.from('\x89PNG\r\n\x1a\n', 'latin1');

/** One chunk of a PNG (ISO/IEC 15948 section 5.3): length, name, data, checksum. */
export function chunk(name: string, data: Uint8Array = Buffer.alloc(0)): Buffer {
  const head = Buffer.alloc(8);
  head.writeUInt32BE(data.length);
  head.write(name, 4, 'latin1');
  const sum = Buffer.alloc(4);
  sum.writeUInt32BE(crc32(Buffer.concat([head.subarray(4), data])));
  return Buffer.concat([head, data, sum]);
}

export interface PngForm {
  width: number;
  height: number;
  /** Bits a sample. */
  depth?: 1 | 8 | 16;
  /** 0 grey, 2 RGB, 6 RGB with transparency (ISO/IEC 15948 table 11.1). */
  color?: 0 | 2 | 6;
  interlaced?: boolean;
}

/** A PNG file with this data, and these chunks between its header and its pixels. */
export function png(form: PngForm, data: Buffer, extra: readonly Buffer[] = []): Buffer {
  const { width, height, depth = 8, color = 0, interlaced = false } = form;
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width);
  header.writeUInt32BE(height, 4);
  header.set([depth, color, 0, 0, interlaced ? 1 : 0], 8);
  return Buffer.concat([SIGNATURE, chunk('IHDR', header), ...extra, chunk('IDAT', data), chunk('IEND', Buffer.alloc(0))]);
}

/** Bytes that the pixels of a PNG have before they are packed. */
export function unpackedLength({ width, height, depth = 8, color = 0, interlaced = false }: PngForm): number {
  const bits = depth * { 0: 1, 2: 3, 6: 4 }[color];
  const part = (columns: number, rows: number) => (columns === 0 ? 0 : rows * (1 + Math.ceil((columns * bits) / 8)));
  if (!interlaced) return part(width, height);
  // Adam7: first column and row, and the step to the next, of each pass (ISO/IEC 15948 section 8.2).
  const passes = [
    [0, 0, 8, 8],
    [4, 0, 8, 8],
    [0, 4, 4, 8],
    [2, 0, 4, 4],
    [0, 2, 2, 4],
    [1, 0, 2, 2],
    [0, 1, 1, 2],
  ] as const;
  return passes.reduce((sum, [x, y, across, down]) => sum + part(Math.ceil((width - x) / across), Math.ceil((height - y) / down)), 0);
}

const PART = Buffer.alloc(1_000_000);

/** A zlib stream (RFC 1950) of so many zeros: one packed part, repeated, so that gigabytes take no time and no memory. */
export function zeros(length: number): Buffer {
  // Flushed in full, a part ends at a whole byte and does not look back at what was before it.
  const part = deflateRawSync(PART, { finishFlush: constants.Z_FULL_FLUSH });
  const sum = Buffer.alloc(4);
  // Adler-32 of zeros.
  sum.writeUInt32BE((length % 65_521) * 65_536 + 1);
  const parts = Array.from({ length: Math.floor(length / PART.length) }, () => part);
  return Buffer.concat([Buffer.from([0x78, 0x9c]), ...parts, deflateRawSync(PART.subarray(0, length % PART.length)), sum]);
}
