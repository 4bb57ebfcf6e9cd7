import { ImageError } from '#libs/imaging/image-error.js';
import type { FileBytes } from '#libs/imaging/decoder/file-bytes.js';

/**
 * Frames, pages or directories that a file may have. Decoders look at every one of them to open the first, some in quadratic time: a
 * WebP of 100,000 frames takes libwebp 27 seconds, a TIFF of as many directories takes libtiff 20.
 */
export const MAX_FRAMES = 5_000;
/** Blocks of a GIF or chunks of a WebP: more than any encoder makes of the largest file that is taken, and read within a second. */
const MAX_PARTS = 1_000_000;

export function tooManyFrames(): ImageError {
  return new ImageError('BROKEN_IMAGE', `This picture has more than ${MAX_FRAMES} frames or pages. Send fewer of them in one file.`);
}

function tooManyParts(): ImageError {
  return new ImageError('BROKEN_IMAGE', 'This picture is cut into too many parts. Export it again and send that.');
}

/** Counts the frames of a GIF (GIF89a sections 15 to 27) before a decoder opens it, and stops where it is damaged. @throws ImageError */
export function scanGif(file: FileBytes): void {
  let frames = 0;
  let parts = 0;
  let at = 13 + colourTable(file.read(10, 1)[0]);
  /** The end of a run of sub-blocks: each begins with its length, the last one's is 0. */
  const afterSubBlocks = (start: number): number => {
    for (let next = start; ; parts++) {
      if (parts > MAX_PARTS) throw tooManyParts();
      const length = file.read(next, 1)[0];
      if (!length) return length === 0 ? next + 1 : file.size;
      next += 1 + length;
    }
  };
  for (; at < file.size; parts++) {
    if (parts > MAX_PARTS) throw tooManyParts();
    const kind = file.read(at, 1)[0];
    // An extension has a label, a frame its place and the size of its code words before the sub-blocks.
    if (kind === 0x21) at = afterSubBlocks(at + 2);
    else if (kind === 0x2c) {
      if (++frames > MAX_FRAMES) throw tooManyFrames();
      at = afterSubBlocks(at + 11 + colourTable(file.read(at + 9, 1)[0]));
    } else return;
  }
}

/** Bytes of the colour table that packed flags announce. */
function colourTable(flags = 0): number {
  return flags & 0x80 ? 3 << ((flags & 7) + 1) : 0;
}

/** Counts the frames of a WebP (RFC 9649 section 2.7.1.4) before a decoder opens it, and stops where it is damaged. @throws ImageError */
export function scanWebp(file: FileBytes): void {
  let frames = 0;
  for (let at = 12, parts = 0; at + 8 <= file.size; parts++) {
    if (parts > MAX_PARTS) throw tooManyParts();
    const head = file.read(at, 8);
    if (head.toString('latin1', 0, 4) === 'ANMF' && ++frames > MAX_FRAMES) throw tooManyFrames();
    const length = head.readUInt32LE(4);
    at += 8 + length + (length % 2);
  }
}
