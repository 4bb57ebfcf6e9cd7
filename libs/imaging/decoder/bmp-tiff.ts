const SHORT = 3;
const LONG = 4;

/** Rows of pixels one after the other in any order. */
interface Rows {
  pixels: Buffer;
  width: number;
  height: number;
  /** Of a pixel. */
  bits: number;
  /** Where in `pixels` a row begins, counted from the top one. */
  rowAt: (y: number) => number;
}

/** An uncompressed TIFF (TIFF 6.0) of three or four channels of 8 bits, the fourth being alpha that is not premultiplied. */
export function rgbDirectory(rows: Rows): Buffer {
  const samples = rows.bits / 8;
  const entries: [number, number, number[]][] = [
    [258, SHORT, Array<number>(samples).fill(8)],
    [262, SHORT, [2]],
    [277, SHORT, [samples]],
  ];
  if (samples === 4) entries.push([338, SHORT, [2]]);
  return withDirectory(rows, entries);
}

/** An uncompressed TIFF of indices of up to 8 bits. @param colours 256 times red, green and blue */
export function paletteDirectory(rows: Rows, colours: Buffer): Buffer {
  const count = 2 ** rows.bits;
  // All red ones come first, in 16 bits.
  const map = Array.from({ length: 3 * count }, (_, index) => colours[(index % count) * 3 + Math.floor(index / count)]! * 257);
  return withDirectory(rows, [
    [258, SHORT, [rows.bits]],
    [262, SHORT, [3]],
    [277, SHORT, [1]],
    [320, SHORT, map],
  ]);
}

/** Each row is a strip of its own, so that rows may be in any order and padded. */
function withDirectory({ pixels, width, height, bits, rowAt }: Rows, own: [number, number, number[]][]): Buffer {
  const entries: [number, number, number[]][] = [
    ...own,
    [256, LONG, [width]],
    [257, LONG, [height]],
    [259, SHORT, [1]],
    [273, LONG, Array.from({ length: height }, (_, y) => 8 + rowAt(y))],
    [278, LONG, [1]],
    [279, LONG, Array<number>(height).fill(Math.ceil((width * bits) / 8))],
  ];
  entries.sort(([one], [other]) => one - other);
  // Offsets in a TIFF are even.
  const directoryAt = 8 + pixels.length + (pixels.length % 2);
  const head = Buffer.alloc(8);
  head.write('II*\0', 'latin1');
  head.writeUInt32LE(directoryAt, 4);
  const directory = Buffer.alloc(2 + entries.length * 12 + 4);
  directory.writeUInt16LE(entries.length);
  const values: Buffer[] = [];
  let valuesAt = directoryAt + directory.length;
  for (const [index, [tag, type, numbers]] of entries.entries()) {
    const place = 2 + index * 12;
    const size = type === SHORT ? 2 : 4;
    const bytes = Buffer.alloc(Math.max(4, numbers.length * size));
    for (const [which, number] of numbers.entries()) bytes.writeUIntLE(number, which * size, size);
    directory.writeUInt16LE(tag, place);
    directory.writeUInt16LE(type, place + 2);
    directory.writeUInt32LE(numbers.length, place + 4);
    if (bytes.length === 4) bytes.copy(directory, place + 8);
    else {
      directory.writeUInt32LE(valuesAt, place + 8);
      values.push(bytes);
      valuesAt += bytes.length;
    }
  }
  return Buffer.concat([head, pixels, Buffer.alloc(pixels.length % 2), directory, ...values]);
}
