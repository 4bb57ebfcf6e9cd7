import type { FileBytes } from '#libs/imaging/decoder/file-bytes.js';

/** Tags of TIFF 6.0, TIFF/EP and DNG 1.7 that say what a file holds. */
export const TAG = {
  subfileType: 254,
  width: 256,
  height: 257,
  bits: 258,
  compression: 259,
  photometric: 262,
  make: 271,
  model: 272,
  stripOffsets: 273,
  orientation: 274,
  samples: 277,
  stripBytes: 279,
  planar: 284,
  subDirectories: 330,
  inkSet: 332,
  extraSamples: 338,
  sampleFormat: 339,
  jpegAt: 513,
  jpegBytes: 514,
  yccCoefficients: 529,
  yccSubsampling: 530,
  blackWhite: 532,
  exif: 34665,
  dngVersion: 50706,
} as const;

/** Bytes of a value, by the number of its type. */
const TYPE_BYTES: Readonly<Record<number, number>> = {
  1: 1,
  2: 1,
  3: 2,
  4: 4,
  5: 8,
  6: 1,
  7: 1,
  8: 2,
  9: 4,
  10: 8,
  11: 4,
  12: 8,
  13: 4,
  16: 8,
  17: 8,
  18: 8,
};

/** Values of one entry that are read. */
const MAX_VALUES = 4096;

interface Entry {
  type: number;
  count: number;
  /** Where its values are in the file. */
  at: number;
}

export interface Directory {
  entries: ReadonlyMap<number, Entry>;
  /** Where the next one is; 0 for the last. */
  next: number;
}

/** Reads directories of a TIFF (TIFF 6.0 section 2), a BigTIFF, or a file of a camera with another magic number. */
export class TiffReader {
  /** Where the first directory is. */
  readonly first: number;
  #file: Pick<FileBytes, 'read'>;
  #little: boolean;
  #big: boolean;

  constructor(file: Pick<FileBytes, 'read'>) {
    this.#file = file;
    const head = file.read(0, 16);
    this.#little = head[0] === 0x49;
    this.#big = head.length === 16 && this.#number(head, 2, 2) === 43;
    this.first = this.#big ? this.#number(head, 8, 8) : head.length >= 8 ? this.#number(head, 4, 4) : 0;
  }

  /** The directory at this place, or null if it is not whole. */
  directory(at: number): Directory | null {
    const [countBytes, entryBytes, wordBytes] = this.#big ? [8, 20, 8] : [2, 12, 4];
    const start = this.#file.read(at, countBytes);
    if (at === 0 || start.length < countBytes) return null;
    const count = this.#number(start, 0, countBytes);
    // As many as a classic TIFF can have.
    if (count > 65_535) return null;
    const bytes = this.#file.read(at + countBytes, count * entryBytes + wordBytes);
    if (bytes.length < count * entryBytes) return null;
    const entries = new Map<number, Entry>();
    for (let index = 0; index < count; index++) {
      const place = index * entryBytes;
      const [tag, type] = [this.#number(bytes, place, 2), this.#number(bytes, place + 2, 2)];
      const values = this.#number(bytes, place + 4, wordBytes);
      const valueAt = place + 4 + wordBytes;
      const isInline = values * (TYPE_BYTES[type] ?? 1) <= wordBytes;
      entries.set(tag, { type, count: values, at: isInline ? at + countBytes + valueAt : this.#number(bytes, valueAt, wordBytes) });
    }
    const hasNext = bytes.length === count * entryBytes + wordBytes;
    return { entries, next: hasNext ? this.#number(bytes, count * entryBytes, wordBytes) : 0 };
  }

  /** The numbers of an entry, a fraction as its quotient; none if there is no such entry, or not of numbers. */
  numbers({ entries }: Directory, tag: number): number[] {
    const entry = entries.get(tag);
    const size = entry && TYPE_BYTES[entry.type];
    if (!entry || !size) return [];
    const bytes = this.#file.read(entry.at, Math.min(entry.count, MAX_VALUES) * size);
    return Array.from({ length: Math.floor(bytes.length / size) }, (_, index) => {
      if (size < 8 || entry.type >= 16) return this.#number(bytes, index * size, size);
      return this.#number(bytes, index * size, 4) / this.#number(bytes, index * size + 4, 4);
    });
  }

  number(directory: Directory, tag: number): number | undefined {
    return this.numbers(directory, tag)[0];
  }

  text({ entries }: Directory, tag: number): string {
    const entry = entries.get(tag);
    return entry?.type === 2 ? this.#file.read(entry.at, Math.min(entry.count, 200)).toString('latin1').split('\0')[0]! : '';
  }

  /** Where the values of an entry are, and how many bytes they have. */
  place({ entries }: Directory, tag: number): { at: number; length: number } | null {
    const entry = entries.get(tag);
    return entry ? { at: entry.at, length: entry.count * (TYPE_BYTES[entry.type] ?? 1) } : null;
  }

  #number(bytes: Buffer, at: number, size: number): number {
    // Above 2^53 it is not exact, but then larger than any file.
    if (size === 8) return Number(this.#little ? bytes.readBigUInt64LE(at) : bytes.readBigUInt64BE(at));
    return this.#little ? bytes.readUIntLE(at, size) : bytes.readUIntBE(at, size);
  }
}
