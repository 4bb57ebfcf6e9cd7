import type { FileBytes } from '#libs/imaging/decoder/file-bytes.js';

/** A box of a file (ISO/IEC 14496-12 section 4.2; JPEG 2000 and JPEG XL use the same). */
export interface FileBox {
  type: string;
  /** Where its content begins and ends. */
  at: number;
  end: number;
}

/** No real file has more boxes side by side. */
const MAX_BOXES = 4096;

/** The boxes between two places of a file, one after the other; those up to the first that is not whole. */
export function* fileBoxes(file: FileBytes, start = 0, end = file.size): Generator<FileBox> {
  let at = start;
  for (let count = 0; count < MAX_BOXES; count++) {
    const head = file.read(at, 16);
    if (head.length < 8) return;
    const length = head.readUInt32BE();
    const isLong = length === 1 && head.length === 16;
    // 0: up to the end of the file. 1: the length follows in 64 bits.
    const size = length === 0 ? end - at : isLong ? Number(head.readBigUInt64BE(8)) : length;
    const headLength = isLong ? 16 : 8;
    if (size < headLength || size > end - at) return;
    yield { type: head.toString('latin1', 4, 8), at: at + headLength, end: at + size };
    at += size;
  }
}
