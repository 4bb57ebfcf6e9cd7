import { openSync, closeSync, fstatSync, readSync } from 'node:fs';
import { inflateSync } from 'node:zlib';
import { ImageError } from '#libs/imaging/image-error.js';

/** Bytes that all text, profile and EXIF chunks of a file may have together, inflated. Real files have far less. */
const MAX_EXTRA_BYTES = 8 * 1024 * 1024;
/** More chunks than any encoder writes: 100 MB in chunks of 1 kB. */
const MAX_CHUNKS = 100_000;
/** The highest compression ratio of deflate (zlib's technical details). */
const MAX_INFLATION = 1032;
/** Chunks other than pixels that a decoder keeps in memory as a whole. */
const EXTRA_CHUNKS = ['tEXt', 'zTXt', 'iTXt', 'iCCP', 'eXIf', 'sPLT'];

/**
 * Reads the chunks of a PNG (ISO/IEC 15948 section 5) before libvips opens it: libvips unpacks every text chunk when it opens a file,
 * so that an image of ten pixels can take gigabytes. Any other fault of the file is left to the decoder.
 * @throws ImageError BROKEN_IMAGE for a file with too many or too large chunks
 */
export function scanPng(path: string): void {
  const file = openSync(path, 'r');
  try {
    const { size } = fstatSync(file);
    const head = Buffer.alloc(8);
    let extra = 0;
    let at = 8;
    for (let chunks = 0; at + 8 <= size; chunks++) {
      readSync(file, head, 0, 8, at);
      const length = head.readUInt32BE(0);
      const name = head.toString('latin1', 4, 8);
      if (name === 'IEND') return;
      if (chunks === MAX_CHUNKS)
        throw new ImageError('BROKEN_IMAGE', 'This PNG is cut into too many parts. Export it again and send that.');
      if (EXTRA_CHUNKS.includes(name)) {
        // Bytes beyond the end of the file can't be unpacked.
        extra += length > MAX_EXTRA_BYTES ? length : cost(file, name, at + 8, Math.min(length, size - at - 8), MAX_EXTRA_BYTES - extra);
        if (extra > MAX_EXTRA_BYTES) {
          throw new ImageError(
            'BROKEN_IMAGE',
            'This PNG carries too much text beside its pixels. Export it without metadata and send that.',
          );
        }
      }
      at += length + 12;
    }
  } finally {
    closeSync(file);
  }
}

/** The unpacked size of a chunk in bytes; more than `max` if it is larger than that. */
function cost(file: number, name: string, start: number, length: number, max: number): number {
  const data = Buffer.alloc(length);
  readSync(file, data, 0, length, start);
  const packed = packedPart(name, data);
  if (packed === null) return length;
  try {
    return Math.max(length, inflateSync(packed, { maxOutputLength: Math.max(1, max) }).length);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE') return max + 1;
    // Damaged text is no reason to refuse the image, but counts as the most that a decoder could unpack from it.
    return packed.length * MAX_INFLATION;
  }
}

/** The zlib stream of a chunk, or null if it has none. */
function packedPart(name: string, data: Buffer): Buffer | null {
  const keyword = data.indexOf(0);
  if (keyword === -1) return null;
  // keyword, 0, method
  if (name === 'zTXt' || name === 'iCCP') return data.subarray(keyword + 2);
  if (name !== 'iTXt' || data[keyword + 1] !== 1) return null;
  // keyword, 0, flag, method, language, 0, translated keyword, 0
  const language = data.indexOf(0, keyword + 3);
  const translated = language === -1 ? -1 : data.indexOf(0, language + 1);
  return translated === -1 ? null : data.subarray(translated + 1);
}
