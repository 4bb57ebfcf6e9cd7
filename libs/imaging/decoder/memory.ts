import type { Metadata } from 'sharp';
import { IMAGE_TYPES, type ImageType } from '#libs/domain/image-types.js';

/** Bytes that one picture may need while it is decoded; the hard limit of a child lies above. */
export const MAX_DECODE_BYTES = 900_000_000;

/** A picture that takes more than this is rendered while no other is, so that two at once can't take the machine. */
export const HEAVY_BYTES = 400_000_000;

const BASE = 80_000_000;
/** WebAssembly needs a compiler and code of its own. */
const HEIC_BASE = 120_000_000;

/**
 * Bytes that decoding a picture takes at its peak, by its header: most formats come line by line, and these do not. The factors were
 * measured with sharp 0.35 and libheif 1.23 and are on the safe side.
 */
export function decodeBytes(header: Metadata, type: ImageType): number {
  return (IMAGE_TYPES[type].decoder === 'libheif' ? HEIC_BASE : BASE) + header.width * header.height * bytesPerPixel(header, type);
}

function bytesPerPixel(header: Metadata, type: ImageType): number {
  switch (type) {
    // The planes of the codec, its reference frames and the picture itself.
    case 'image/avif':
      return 19;
    // The planes as they are decoded and as they are put together and turned, then the picture itself.
    case 'image/heic':
      return header.hasAlpha ? 11 : 8;
    // A progressive JPEG keeps the coefficients of all its scans, two bytes for each sample.
    case 'image/jpeg':
      if (!header.isProgressive) return 0;
      return header.chromaSubsampling === '4:2:0' ? 3.2 : 2.2 * header.channels;
    // Interlaced, the whole picture is put together in memory.
    case 'image/png':
      return header.isProgressive ? header.channels * (header.depth === 'ushort' ? 2 : 1) * 1.1 : 0;
    // An animation keeps its canvas more than once.
    case 'image/gif':
      return 6;
    case 'image/webp':
      return (header.pages ?? 1) > 1 ? 13 : 0;
    case 'image/tiff':
      return 0;
  }
}
