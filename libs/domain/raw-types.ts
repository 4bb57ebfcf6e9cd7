// Tells the raw data of cameras by the first bytes. The browser may import this file: it uses nothing of Node.

/** What people call the files of cameras that are accepted. */
export type RawType = 'DNG' | 'NEF' | 'CR2' | 'CR3' | 'ARW' | 'RAF' | 'ORF' | 'RW2';

// Of the first directory (TIFF 6.0; TIFF/EP; DNG 1.7).
const SUBFILE_TYPE = 254;
const MAKE = 271;
const SUB_DIRECTORIES = 330;
const DNG_VERSION = 50706;

/** Which of them begins so; null for any other file. @param head its first bytes, one per character (latin1) */
export function rawTypeOf(head: string): RawType | null {
  if (head.startsWith('FUJIFILMCCD-RAW')) return 'RAF';
  if (head.startsWith('ftypcrx ', 4)) return 'CR3';
  const magic = head.slice(0, 4);
  if (magic === 'IIU\0') return 'RW2';
  if (['IIRO', 'IIRS', 'MMOR'].includes(magic)) return 'ORF';
  if (magic !== 'II*\0' && magic !== 'MM\0*') return null;
  return head.startsWith('CR\x02', 8) ? 'CR2' : tiffType(head);
}

/**
 * A TIFF with a DNG version is a DNG. Nikon and Sony begin theirs with a smaller copy, and have the raw data below it; their programs write
 * ordinary TIFFs too.
 */
function tiffType(head: string): RawType | null {
  const little = head.startsWith('I');
  const number = (at: number, bytes: number): number => {
    let value = 0;
    for (let index = 0; index < bytes; index++) value = value * 256 + (head.charCodeAt(little ? at + bytes - 1 - index : at + index) || 0);
    return value;
  };
  const start = number(4, 4);
  const values = new Map<number, number>();
  for (let index = 0, count = number(start, 2); index < count && start + 14 + index * 12 <= head.length; index++) {
    const at = start + 2 + index * 12;
    values.set(number(at, 2), number(at + 2, 2) === 3 ? number(at + 8, 2) : number(at + 8, 4));
  }
  if (values.has(DNG_VERSION)) return 'DNG';
  if (values.get(SUBFILE_TYPE) !== 1 || !values.has(SUB_DIRECTORIES)) return null;
  const make = head.slice(values.get(MAKE) ?? head.length).toUpperCase();
  return make.startsWith('NIKON') ? 'NEF' : make.startsWith('SONY') ? 'ARW' : null;
}
