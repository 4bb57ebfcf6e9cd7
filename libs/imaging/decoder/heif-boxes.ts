import { closeSync, fstatSync, openSync, readSync } from 'node:fs';

/** A box without its header: where in the file its content begins and ends. */
interface Box {
  content: number;
  end: number;
}

/** All boxes are whole and none has the type, or the boxes can't be followed: a size lies or there are too many. */
type NotFound = 'absent' | 'lost';

/** Size, type and a 64-bit size: the most that tells where a box ends. */
const HEADER_BYTES = 16;
/** Looked at in one box; phones write some ten. */
const MAX_BOXES = 4096;

/**
 * Whether a HEIF file says nothing of turning the picture: among its item properties (meta > iprp > ipco, ISO/IEC 23008-12 section 9.3)
 * is neither a rotation (`irot`, 6.5.10) nor a mirror (`imir`, 6.5.12), of whatever item. False also when its boxes can't be followed.
 */
export function lacksTurn(file: string): boolean {
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

/** The first box of one of these types in another. It reads the headers of boxes alone (ISO/IEC 14496-12 section 4.2). */
function find(fd: number, { content, end }: Box, types: string[]): Box | NotFound {
  const header = Buffer.alloc(HEADER_BYTES);
  let at = content;
  for (let count = 0; at < end; count++) {
    readSync(fd, header, 0, HEADER_BYTES, at);
    const short = header.readUInt32BE();
    const is64 = short === 1;
    // Beyond 2^53 it is no longer exact, and beyond any file.
    const size = is64 ? Number(header.readBigUInt64BE(8)) : short;
    const type = header.toString('latin1', 4, 8);
    // `meta` has its version and flags before its boxes.
    const skipped = (is64 ? HEADER_BYTES : 8) + (type === 'meta' ? 4 : 0);
    // What was read past the end makes no size that passes. A size of 0, up to the end of the file, is for its last box, which is pixels.
    if (size < skipped || size > end - at || count === MAX_BOXES) return 'lost';
    if (types.includes(type)) return { content: at + skipped, end: at + size };
    at += size;
  }
  return 'absent';
}
