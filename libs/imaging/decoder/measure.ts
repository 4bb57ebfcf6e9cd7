import { jpegFrame } from './jpeg-scan.js';

const PNG = Buffer.from('89504e470d0a1a0a', 'hex');

export interface Measured {
  type: 'image/jpeg' | 'image/webp' | 'image/png' | 'image/avif';
  /** In pixels. */
  width: number;
  height: number;
}

/**
 * What the bytes of a result are by themselves, whatever the child that made them says: a JPEG (ITU-T T.81 annex B), a WebP (RFC 9649), a
 * PNG (W3C PNG section 11.2.1) or an AVIF (ISO/IEC 23008-12), and its size. Null for anything else.
 */
export function measure(bytes: Buffer): Measured | null {
  const jpeg = jpegFrame({ read: (at, length) => bytes.subarray(at, at + length) }, 0);
  if (jpeg) return { type: 'image/jpeg', width: jpeg.width, height: jpeg.height };
  if (bytes.subarray(0, 8).equals(PNG) && bytes.toString('latin1', 12, 16) === 'IHDR' && bytes.length >= 29) {
    return { type: 'image/png', width: bytes.readUInt32BE(16), height: bytes.readUInt32BE(20) };
  }
  if (bytes.toString('latin1', 4, 12) === 'ftypavif') {
    const avif = avifSize(bytes);
    return avif && { type: 'image/avif', ...avif };
  }
  const size = bytes.length >= 30 && bytes.toString('latin1', 0, 4) === 'RIFF' && bytes.toString('latin1', 8, 12) === 'WEBP';
  const webp = size && webpSize(bytes);
  return webp ? { type: 'image/webp', ...webp } : null;
}

function webpSize(bytes: Buffer): Pick<Measured, 'width' | 'height'> | null {
  switch (bytes.toString('latin1', 12, 16)) {
    case 'VP8 ': {
      const isKeyFrame = bytes.toString('hex', 23, 26) === '9d012a';
      return isKeyFrame ? { width: bytes.readUInt16LE(26) & 0x3fff, height: bytes.readUInt16LE(28) & 0x3fff } : null;
    }
    case 'VP8X':
      return { width: bytes.readUIntLE(24, 3) + 1, height: bytes.readUIntLE(27, 3) + 1 };
    default:
      return null;
  }
}

/** The size of its first item by the spatial extents (`ispe`, section 6.5.3); the other items of ours, alpha, have the same. */
function avifSize(bytes: Buffer): Pick<Measured, 'width' | 'height'> | null {
  let [at, end] = [0, bytes.length];
  for (const type of ['meta', 'iprp', 'ipco', 'ispe']) {
    const found = box(bytes, at, end, type);
    if (!found) return null;
    [at, end] = [found.at + (type === 'meta' ? 4 : 0), found.end];
  }
  return end - at >= 12 ? { width: bytes.readUInt32BE(at + 4), height: bytes.readUInt32BE(at + 8) } : null;
}

/** The content of the first box of a type among those side by side (ISO/IEC 14496-12 section 4.2). */
function box(bytes: Buffer, start: number, end: number, type: string): { at: number; end: number } | null {
  for (let at = start; at + 8 <= end;) {
    const size = bytes.readUInt32BE(at);
    if (size < 8 || size > end - at) return null;
    if (bytes.toString('latin1', at + 4, at + 8) === type) return { at: at + 8, end: at + size };
    at += size;
  }
  return null;
}
