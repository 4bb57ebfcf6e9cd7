import type { Metadata } from 'sharp';

/** Bytes that one picture may need while it is decoded; the hard limit of a child lies above. */
export const MAX_DECODE_BYTES = 900_000_000;

const BASE = 80_000_000;

/**
 * Bytes that decoding a picture takes at its peak, by its header: most formats come line by line, and these do not. The factors were
 * measured with sharp 0.35 and are on the safe side.
 */
export function decodeBytes(header: Metadata): number {
  return BASE + header.width * header.height * bytesPerPixel(header);
}

function bytesPerPixel(header: Metadata): number {
  switch (header.format) {
    // The planes of the codec, its reference frames and the picture itself.
    case 'heif':
      return 19;
    // A progressive JPEG keeps the coefficients of all its scans, two bytes for each sample.
    case 'jpeg':
      if (!header.isProgressive) return 0;
      return header.chromaSubsampling === '4:2:0' ? 3.2 : 2.2 * header.channels;
    // Interlaced, the whole picture is put together in memory.
    case 'png':
      return header.isProgressive ? header.channels * (header.depth === 'ushort' ? 2 : 1) * 1.1 : 0;
    // An animation keeps its canvas more than once.
    case 'gif':
      return 6;
    case 'webp':
      return (header.pages ?? 1) > 1 ? 13 : 0;
    default:
      return 0;
  }
}
