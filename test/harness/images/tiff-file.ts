const SHORT = 3;
const LONG = 4;
const RATIONAL = 5;
const BYTES = { [SHORT]: 2, [LONG]: 4, [RATIONAL]: 8 } as const;

/** The values of tags; `pixels` and the length of that are put in where tag 273 and 279 say nothing else. */
export type Tags = Readonly<Record<number, number | readonly number[] | { rationals: readonly number[] } | { blob: Buffer }>>;

export const SIDE = { width: 64, height: 48 };

/**
 * A TIFF (TIFF 6.0) of 64 by 48 pixels with these tags and pixels, not compressed and in one strip unless they say otherwise. The place of a
 * `blob` is the value of its tag. `below` is a second directory, of which tag 330 of the first says where it is.
 */
export function tiffFile(tags: Tags, pixels: Buffer, below?: Tags): Buffer {
  const defaults: Tags = { 256: SIDE.width, 257: SIDE.height, 259: 1, 273: { blob: pixels }, 278: SIDE.height, 279: pixels.length };
  const extra: Buffer[] = [];
  let end = 8;
  const put = (bytes: Buffer): number => {
    extra.push(bytes, Buffer.alloc(bytes.length % 2));
    end += bytes.length + (bytes.length % 2);
    return end - bytes.length - (bytes.length % 2);
  };
  const directory = (all: Tags): number => {
    const numbers = Object.keys(all).map(Number);
    const bytes = Buffer.alloc(2 + numbers.length * 12 + 4);
    bytes.writeUInt16LE(numbers.length);
    numbers.forEach((tag, index) => {
      const given = all[tag]!;
      const isBlob = typeof given === 'object' && 'blob' in given;
      const rationals = typeof given === 'object' && 'rationals' in given ? given.rationals : null;
      const values = isBlob ? [put(given.blob)] : (rationals ?? [given].flat());
      const type = rationals ? RATIONAL : isBlob || [257, 278, 279, 330, 513, 514, 325].includes(tag) ? LONG : SHORT;
      const place = 2 + index * 12;
      bytes.writeUInt16LE(tag, place);
      bytes.writeUInt16LE(type, place + 2);
      bytes.writeUInt32LE(values.length, place + 4);
      const written = Buffer.alloc(Math.max(4, values.length * BYTES[type]));
      for (const [which, value] of (values as number[]).entries()) {
        const at = which * BYTES[type];
        if (type === SHORT) written.writeUInt16LE(value, at);
        else written.writeUInt32LE(type === LONG ? value : Math.round(value * 10_000), at);
        if (type === RATIONAL) written.writeUInt32LE(10_000, at + 4);
      }
      if (written.length === 4) written.copy(bytes, place + 8);
      else bytes.writeUInt32LE(put(written), place + 8);
    });
    return put(bytes);
  };
  const under: Tags = below ? { 330: directory({ ...below }) } : {};
  const first = directory({ ...defaults, ...under, ...tags });
  const head = Buffer.from('II*\0\0\0\0\0', 'latin1');
  head.writeUInt32LE(first, 4);
  return Buffer.concat([head, ...extra]);
}

/** Red from left to right and green from top to bottom, each 0 to 1, and 0.4 of blue: what the pictures here show. */
export function colourAt(x: number, y: number): [number, number, number] {
  return [x / (SIDE.width - 1), y / (SIDE.height - 1), 0.4];
}

/** The samples of all pixels in rows, `bytes` each. @param sample writes one pixel's */
export function samples(
  channels: number,
  bytes: number,
  sample: (x: number, y: number) => number[],
  write: (to: Buffer, value: number, at: number) => void,
): Buffer {
  const data = Buffer.alloc(SIDE.width * SIDE.height * channels * bytes);
  for (let y = 0; y < SIDE.height; y++) {
    for (let x = 0; x < SIDE.width; x++) {
      for (const [channel, value] of sample(x, y).entries()) write(data, value, ((y * SIDE.width + x) * channels + channel) * bytes);
    }
  }
  return data;
}

/** Samples of 8 bits, from values of 0 to 1. */
export function bytesOf(channels: number, sample: (x: number, y: number) => number[]): Buffer {
  return samples(channels, 1, sample, (to, value, at) => to.writeUInt8(Math.round(Math.min(1, Math.max(0, value)) * 255), at));
}

/** Samples of 16 bits. */
export function wordsOf(channels: number, sample: (x: number, y: number) => number[]): Buffer {
  return samples(channels, 2, sample, (to, value, at) => to.writeUInt16LE(Math.round(value * 65_535), at));
}

/** Samples of 32 bits with a floating point. */
export function floatsOf(channels: number, sample: (x: number, y: number) => number[]): Buffer {
  return samples(channels, 4, sample, (to, value, at) => to.writeFloatLE(value, at));
}
