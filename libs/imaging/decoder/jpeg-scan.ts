import type { FileBytes } from '#libs/imaging/decoder/file-bytes.js';

/** What the markers of a JPEG say before its first scan. */
export interface JpegFrame {
  width: number;
  height: number;
  /** It has an EXIF block of its own. */
  hasExif: boolean;
}

/** Segments before the frame: real files have some tens. */
const MAX_SEGMENTS = 300;

/**
 * Reads the markers of a JPEG that begins at `at` (ITU-T T.81 annex B) up to its frame. Null if there is none, or one that is not baseline,
 * extended or progressive by Huffman codes: cameras keep their raw data as lossless JPEG.
 */
export function jpegFrame(file: Pick<FileBytes, 'read'>, start: number): JpegFrame | null {
  let hasExif = false;
  if (file.read(start, 2).toString('hex') !== 'ffd8') return null;
  let at = start + 2;
  for (let count = 0; count < MAX_SEGMENTS; count++) {
    const head = file.read(at, 10);
    if (head.length < 10 || head[0] !== 0xff) return null;
    const marker = head[1]!;
    // Fill bytes may come before a marker.
    if (marker === 0xff) {
      at++;
      continue;
    }
    if (marker >= 0xc0 && marker <= 0xc2) return { height: head.readUInt16BE(5), width: head.readUInt16BE(7), hasExif };
    const isFrame = marker >= 0xc3 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker);
    if (isFrame || marker === 0xda || marker === 0xd9) return null;
    if (marker === 0xe1 && head.toString('latin1', 4, 8) === 'Exif') hasExif = true;
    at += 2 + head.readUInt16BE(2);
  }
  return null;
}
