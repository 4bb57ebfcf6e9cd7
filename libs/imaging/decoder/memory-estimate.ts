import type { Metadata } from 'sharp';
import { type ImageType, isDecodedByWebAssembly } from '#libs/domain/image-types.js';

/** Bytes that decoding one image may take; the hard limit of a child is higher. */
export const MAX_DECODE_BYTES = 900_000_000;

/** An image that takes more than this is rendered alone, so that two at once can't use up the memory of the machine. */
export const HEAVY_BYTES = 400_000_000;

const BASE = 80_000_000;
/** WebAssembly needs a compiler and code of its own. */
const WEBASSEMBLY_BASE = 120_000_000;

/**
 * Estimates the peak memory of decoding an image, in bytes, from its header. Most formats are decoded line by line; the factors are for
 * those that are not. They were measured with sharp 0.35, libheif 1.23, jxl-oxide 0.12 and OpenJPEG 2.5 and are on the safe side.
 * @param held bytes of a file that is opened from memory
 */
export function decodeBytes(header: Metadata, type: ImageType, held = 0): number {
  const base = isDecodedByWebAssembly(type) ? WEBASSEMBLY_BASE : BASE;
  return base + held + header.width * header.height * bytesPerPixel(header, type);
}

function bytesPerPixel(header: Metadata, type: ImageType): number {
  switch (type) {
    // The planes of the codec, its reference frames and the image itself.
    case 'image/avif':
      return 19;
    // The planes as decoded, the planes put together and turned, then the image itself.
    case 'image/heic':
      return header.hasAlpha ? 11 : 8;
    // Planes of floating point numbers with what they were made of, then a PNG.
    case 'image/jxl':
      return header.hasAlpha ? 45 : 31;
    // Samples of four bytes each, then the image itself.
    case 'image/jp2':
      return 20;
    // A progressive JPEG keeps the coefficients of all scans, two bytes per sample.
    case 'image/jpeg':
      if (!header.isProgressive) return 0;
      return header.chromaSubsampling === '4:2:0' ? 3.2 : 2.2 * header.channels;
    // An interlaced image is put together in memory.
    case 'image/png':
      return header.isProgressive ? header.channels * (header.depth === 'ushort' ? 2 : 1) * 1.1 : 0;
    // An animation keeps several copies of its canvas.
    case 'image/gif':
      return 6;
    case 'image/webp':
      return (header.pages ?? 1) > 1 ? 13 : 0;
    // When some of its channels are left out, the others are put together one after the other.
    case 'image/tiff':
      return header.channels > 3 ? 1 : 0;
    // Never opened as they are: see source.ts.
    default:
      return 0;
  }
}
