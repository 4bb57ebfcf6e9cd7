import { broken, ImageError, tooManyPixels } from '#libs/imaging/image-error.js';
import type { FileBytes } from '#libs/imaging/decoder/file-bytes.js';
import type { Limits } from '#libs/imaging/decoder/protocol.js';
import { paletteDirectory, rgbDirectory } from '#libs/imaging/decoder/bmp-tiff.js';

/** What the headers of a BMP say (Windows GDI: BITMAPFILEHEADER, BITMAPCOREHEADER, BITMAPINFOHEADER, BITMAPV4HEADER, BITMAPV5HEADER). */
export interface BmpHeader {
  width: number;
  height: number;
  isTopDown: boolean;
  bits: number;
  /** As rows, as runs (RLE8, RLE4), or as rows whose channels are told by masks. */
  compression: 'none' | 'runs' | 'masks';
  /** Of red, green, blue and alpha; 0 for a channel that is not there. */
  masks: [number, number, number, number];
  pixelsAt: number;
  paletteAt: number;
  /** Bytes of a colour of the palette: blue, green, red, and mostly one more. */
  colourBytes: 3 | 4;
}

const MASKS_32: BmpHeader['masks'] = [0xff0000, 0xff00, 0xff, 0xff000000];
const MASKS_16: BmpHeader['masks'] = [0x7c00, 0x3e0, 0x1f, 0];
/** Pixels that are turned one by one, in a child without a compiler: runs and 16 bits; and those of 32 bits with odd masks. */
const MAX_SLOW_PIXELS = 25_000_000;
const MAX_MASKED_PIXELS = 2_000_000;

/** @throws ImageError for one that is damaged, too large, or of a rare kind */
export function readBmpHeader(file: FileBytes, limits: Limits): BmpHeader {
  const head = Buffer.concat([file.read(0, 138)], 138);
  const size = head.readUInt32LE(14);
  const isCore = size === 12;
  const width = isCore ? head.readUInt16LE(18) : head.readInt32LE(18);
  const signed = isCore ? head.readUInt16LE(20) : head.readInt32LE(22);
  const height = Math.abs(signed);
  if (width <= 0 || height === 0) throw broken();
  if (width * height > limits.maxPixels || Math.max(width, height) > limits.maxSide) throw tooManyPixels();
  const bits = head.readUInt16LE(isCore ? 24 : 28);
  const code = isCore ? 0 : head.readUInt32LE(30);
  // OS/2 gives other meanings to the codes from 3.
  const hasMasks = size !== 64 && (code === 3 || code === 6) && (bits === 16 || bits === 32);
  const isRuns = (code === 1 && bits === 8) || (code === 2 && bits === 4);
  if (!(code === 0 || hasMasks || isRuns) || ![1, 2, 4, 8, 16, 24, 32].includes(bits)) {
    throw new ImageError('UNSUPPORTED_TYPE', 'This BMP is packed in a way that can’t be read here. Export it as PNG and send that.');
  }
  const masks = [54, 58, 62, 66].map((at) => head.readUInt32LE(at)) as BmpHeader['masks'];
  // A header of 40 bytes has three masks behind it, or four.
  if (size < 56 && code !== 6) masks[3] = 0;
  const given = hasMasks ? masks : bits === 16 ? MASKS_16 : ([...MASKS_32.slice(0, 3), 0] as BmpHeader['masks']);
  if ((isRuns || bits === 16) && width * height > MAX_SLOW_PIXELS) throw tooManyPixels();
  if (bits === 32 && !isUsual(given) && width * height > MAX_MASKED_PIXELS) throw tooManyPixels();
  return {
    width,
    height,
    isTopDown: signed < 0,
    bits,
    compression: isRuns ? 'runs' : hasMasks ? 'masks' : 'none',
    masks: given,
    pixelsAt: head.readUInt32LE(10),
    paletteAt: 14 + size,
    colourBytes: isCore ? 3 : 4,
  };
}

/**
 * A BMP as a TIFF in memory, which libvips can open: its rows stay as they are, and a directory behind them says where each is. Red and
 * blue are in the wrong order (`swapped`), unless pixels had to be turned one by one. @throws ImageError
 */
export function bmpAsTiff(file: FileBytes, header: BmpHeader, headerOnly: boolean): { tiff: Buffer; swapped: boolean } {
  const { width, height, bits, masks, pixelsAt } = header;
  const rowBytes = Math.ceil((width * bits) / 32) * 4;
  const rowAt = (y: number): number => (header.isTopDown ? y : height - 1 - y) * rowBytes;
  // A header takes no time, whatever the rows are.
  if (headerOnly) return { tiff: rgbDirectory({ pixels: Buffer.alloc(0), width, height, bits: 24, rowAt }), swapped: false };
  if (header.compression === 'runs') {
    const pixels = unpackRuns(file.read(pixelsAt, file.size), header);
    return {
      tiff: paletteDirectory({ pixels, width, height, bits: 8, rowAt: (y) => (height - 1 - y) * width }, palette(file, header)),
      swapped: false,
    };
  }
  // The padding of the last row may be missing.
  const pixels = file.read(pixelsAt, rowBytes * height);
  if (pixels.length < rowBytes * (height - 1) + Math.ceil((width * bits) / 8)) throw broken();
  if (bits <= 8) return { tiff: paletteDirectory({ pixels, width, height, bits, rowAt }, palette(file, header)), swapped: false };
  if (bits === 24) return { tiff: rgbDirectory({ pixels, width, height, bits, rowAt }), swapped: true };
  if (bits === 32 && isUsual(masks)) {
    const alphas = masks[3] !== 0 && hasAlpha(pixels);
    if (!alphas) for (let at = 3; at < pixels.length; at += 4) pixels[at] = 255;
    return { tiff: rgbDirectory({ pixels, width, height, bits, rowAt }), swapped: true };
  }
  const turned = byMasks(pixels, header, rowBytes);
  return {
    tiff: rgbDirectory({ pixels: turned, width, height, bits: 32, rowAt: (y) => (rowAt(y) / rowBytes) * width * 4 }),
    swapped: false,
  };
}

function isUsual(masks: BmpHeader['masks']): boolean {
  return masks.every((mask, channel) => mask === MASKS_32[channel] || (channel === 3 && mask === 0));
}

/** Many programs leave the alpha channel empty and mean none. */
function hasAlpha(pixels: Buffer): boolean {
  for (let at = 3; at < pixels.length; at += 4) if (pixels[at] !== 0) return true;
  return false;
}

/** 256 colours of red, green and blue, black where the file has none. */
function palette(file: FileBytes, { bits, paletteAt, colourBytes, pixelsAt }: BmpHeader): Buffer {
  const length = Math.min(colourBytes * 2 ** bits, pixelsAt - paletteAt);
  const entries = file.read(paletteAt, Math.max(0, length));
  const colours = Buffer.alloc(256 * 3);
  for (let index = 0; (index + 1) * colourBytes <= entries.length; index++) {
    for (let channel = 0; channel < 3; channel++) colours[index * 3 + channel] = entries[index * colourBytes + 2 - channel]!;
  }
  return colours;
}

/** Rows of red, green, blue and alpha, from top or bottom as they come. */
function byMasks(pixels: Buffer, { width, height, bits, masks }: BmpHeader, rowBytes: number): Buffer {
  const channels = masks.map((mask) => {
    const shift = mask === 0 ? 0 : 31 - Math.clz32(mask & -mask);
    return { mask, shift, most: mask >>> shift };
  });
  /** The four bytes of a pixel as a number, in the order in which this machine writes it. */
  const turn = (pixel: number): number => {
    const values = channels.map(({ mask, shift, most }, channel) => {
      if (mask === 0) return channel === 3 ? 255 : 0;
      return Math.round((((pixel & mask) >>> shift) * 255) / most);
    });
    return Buffer.from(values).readUInt32LE();
  };
  const out = new Uint32Array(width * height);
  // All that 16 bits can say is turned once: there is no compiler here, so that each step for a pixel counts.
  const table = bits === 16 ? Uint32Array.from({ length: 65_536 }, (_, pixel) => turn(pixel)) : null;
  for (let y = 0, to = 0; y < height; y++) {
    const row = pixels.buffer.slice(pixels.byteOffset + y * rowBytes, pixels.byteOffset + y * rowBytes + (width * bits) / 8);
    if (table) for (const pixel of new Uint16Array(row)) out[to++] = table[pixel]!;
    else for (const pixel of new Uint32Array(row)) out[to++] = turn(pixel);
  }
  const turned = Buffer.from(out.buffer);
  if (masks[3] !== 0 && !hasAlpha(turned)) for (let at = 3; at < turned.length; at += 4) turned[at] = 255;
  return turned;
}

/** One byte a pixel, the bottom row first. What no run names has the first colour. @throws ImageError */
function unpackRuns(packed: Buffer, { width, height, bits }: BmpHeader): Buffer {
  const pixels = Buffer.alloc(width * height);
  let [x, y, at] = [0, 0, 0];
  /** Every run has a pixel, every row an end: more of them are there to cost time. */
  for (let runs = width * height + 4 * height; y < height && at + 1 < packed.length; runs--) {
    if (runs === 0) throw broken();
    const [count, code] = [packed[at]!, packed[at + 1]!];
    at += 2;
    const room = Math.max(0, width - x);
    if (count > 0) {
      const used = Math.min(count, room);
      const pattern = bits === 8 ? Buffer.of(code) : Buffer.of(code >> 4, code & 15);
      if (used > 0) pixels.fill(pattern, y * width + x, y * width + x + used);
      x += count;
    } else if (code === 0) {
      [x, y] = [0, y + 1];
    } else if (code === 1) {
      return pixels;
    } else if (code === 2) {
      x += packed[at] ?? 0;
      y += packed[at + 1] ?? 0;
      at += 2;
    } else {
      for (let index = 0; index < Math.min(code, room); index++) {
        const byte = packed[at + (bits === 8 ? index : index >> 1)] ?? 0;
        pixels[y * width + x + index] = bits === 8 ? byte : index % 2 === 0 ? byte >> 4 : byte & 15;
      }
      x += code;
      const bytes = bits === 8 ? code : (code + 1) >> 1;
      at += bytes + (bytes % 2);
    }
  }
  if (y < height) throw broken();
  return pixels;
}
