import { jpegFrame } from './jpeg-scan.js';

export interface Measured {
  type: 'image/jpeg' | 'image/webp';
  /** In pixels. */
  width: number;
  height: number;
}

/**
 * What the bytes of a variant are by themselves, whatever the child that made them says: a JPEG (ITU-T T.81 annex B) or a WebP (RFC 9649)
 * and its size. Null for anything else.
 */
export function measure(bytes: Buffer): Measured | null {
  const jpeg = jpegFrame({ read: (at, length) => bytes.subarray(at, at + length) }, 0);
  if (jpeg) return { type: 'image/jpeg', width: jpeg.width, height: jpeg.height };
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
