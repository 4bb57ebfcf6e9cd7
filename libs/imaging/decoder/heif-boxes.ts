import { closeSync, fstatSync, openSync, readSync } from 'node:fs';

/** Where in the file the content of a box begins and ends, without its header. */
interface Box {
  content: number;
  end: number;
}

/** `absent`: all boxes are complete and none has the type. `invalid`: a size is wrong or there are too many boxes. */
type NotFound = 'absent' | 'invalid';

/** Size, type and a 64-bit size: the longest header. */
const HEADER_BYTES = 16;
/** Boxes read inside one box; phones write about ten. */
const MAX_BOXES = 4096;

/**
 * Whether a HEIF file has no transformation: its item properties (meta > iprp > ipco, ISO/IEC 23008-12 section 9.3) contain neither a
 * rotation (`irot`, 6.5.10) nor a mirror (`imir`, 6.5.12), for any item. False also if its boxes are invalid.
 */
export function hasNoTransform(file: string): boolean {
  const fd = openSync(file, 'r');
  try {
    let box: Box | NotFound = { content: 0, end: fstatSync(fd).size };
    for (const type of ['meta', 'iprp', 'ipco']) {
      box = find(fd, box, [type]);
      if (typeof box === 'string') return false;
    }
    return find(fd, box, ['irot', 'imir']) === 'absent';
  } finally {
    closeSync(fd);
  }
}

/** The first box of one of these types inside another. Reads only the headers of boxes (ISO/IEC 14496-12 section 4.2). */
function find(fd: number, { content, end }: Box, types: string[]): Box | NotFound {
  const header = Buffer.alloc(HEADER_BYTES);
  let at = content;
  for (let count = 0; at < end; count++) {
    readSync(fd, header, 0, HEADER_BYTES, at);
    const short = header.readUInt32BE();
    const is64 = short === 1;
    // Above 2^53 it is not exact, but then larger than any file.
    const size = is64 ? Number(header.readBigUInt64BE(8)) : short;
    const type = header.toString('latin1', 4, 8);
    // `meta` has its version and flags before its boxes.
    const skipped = (is64 ? HEADER_BYTES : 8) + (type === 'meta' ? 4 : 0);
    // Bytes read past the end never pass this check. A size of 0 (up to the end of the file) is only for the last box, which holds pixels.
    if (size < skipped || size > end - at || count === MAX_BOXES) return 'invalid';
    if (types.includes(type)) return { content: at + skipped, end: at + size };
    at += size;
  }
  return 'absent';
}
