import { ImageError } from '#libs/imaging/image-error.js';
import type { FileBytes } from '#libs/imaging/decoder/file-bytes.js';
import { jpegFrame } from '#libs/imaging/decoder/jpeg-scan.js';
import { type Directory, TAG, TiffReader } from '#libs/imaging/decoder/tiff-reader.js';

/** The largest JPEG that a camera put into a file of raw data. */
export interface RawPreview {
  jpeg: Buffer;
  /** How the camera was held; null if the JPEG says so itself. As in EXIF. */
  orientation: number | null;
  /** What the camera wrote about the picture, as a block of EXIF; null if the JPEG has one. */
  exif: Buffer | null;
}

/** Directories that are looked through: a camera writes up to ten. */
const MAX_DIRECTORIES = 64;
const MAX_PREVIEW_BYTES = 64 * 1024 * 1024;
/** The EXIF of a file that is a TIFF itself: cameras write it first. */
const EXIF_BYTES = 1024 * 1024;
/** Photometric interpretations of raw data: a colour filter array, and linear raw (DNG 1.7). */
const RAW_PHOTOMETRIC = [32803, 34892];
const RW2_JPEG = 0x2e;
/** What is read at a time to find JPEGs, and how many beginnings are looked at: raw data may be in tiles of lossless JPEG. */
const CHUNK = 4 * 1024 * 1024;
const MAX_BEGINNINGS = 10_000;
const JPEG_BEGIN = Buffer.from([0xff, 0xd8, 0xff]);
/** Where the boxes about a CR3 are. */
const CR3_HEAD_BYTES = 256 * 1024;

interface Candidate {
  at: number;
  length: number;
}

/** Whether a TIFF is the raw data of a camera: it has a DNG version, or a directory of such data. */
export function isRaw(file: FileBytes): boolean {
  const reader = new TiffReader(file);
  const all = directories(reader);
  return all.some(
    (directory) => directory.entries.has(TAG.dngVersion) || RAW_PHOTOMETRIC.includes(reader.number(directory, TAG.photometric) ?? 0),
  );
}

/** @throws ImageError UNSUPPORTED_TYPE if there is no JPEG in it */
export function rawPreview(file: FileBytes): RawPreview {
  const { candidates, orientation, exif } = look(file);
  let best: (Candidate & { area: number; hasExif: boolean }) | null = null;
  for (const { at, length } of candidates) {
    const frame = at > 0 && length > 0 && length <= MAX_PREVIEW_BYTES && at + length <= file.size ? jpegFrame(file, at) : null;
    const area = frame ? frame.width * frame.height : 0;
    if (frame && area > (best?.area ?? 0)) best = { at, length, area, hasExif: frame.hasExif };
  }
  if (!best) {
    throw new ImageError(
      'UNSUPPORTED_TYPE',
      'This file of a camera’s raw data holds no JPEG that could be shown. Export it as JPEG or DNG with a preview and send that.',
    );
  }
  const jpeg = Buffer.from(file.read(best.at, best.length));
  return best.hasExif ? { jpeg, orientation: null, exif: null } : { jpeg, orientation, exif };
}

interface Found {
  candidates: Candidate[];
  orientation: number;
  exif: Buffer | null;
}

function look(file: FileBytes): Found {
  const head = file.read(0, 92);
  if (head.toString('latin1', 0, 15) === 'FUJIFILMCCD-RAW') {
    // The place and the length of its JPEG, which has its own EXIF.
    return { candidates: [{ at: head.readUInt32BE(84), length: head.readUInt32BE(88) }], orientation: 1, exif: null };
  }
  if (head.toString('latin1', 4, 8) === 'ftyp') return { candidates: beginnings(file), ...canonBoxes(file) };
  const found = lookInTiff(file);
  // Olympus has its JPEG behind notes of the maker, which have a form of their own.
  if (head[2] === 0x52 || head[3] === 0x52) found.candidates.push(...beginnings(file));
  return found;
}

/** Every place where a JPEG may begin. A decoder finds the end itself. */
function beginnings(file: FileBytes): Candidate[] {
  const found: Candidate[] = [];
  for (let at = 0; at < file.size; at += CHUNK) {
    // A beginning may lie across two chunks.
    const bytes = file.read(at, CHUNK + 2);
    for (let place = bytes.indexOf(JPEG_BEGIN); place !== -1; place = bytes.indexOf(JPEG_BEGIN, place + 1)) {
      if (found.length === MAX_BEGINNINGS) return found;
      found.push({ at: at + place, length: Math.min(file.size - at - place, MAX_PREVIEW_BYTES) });
    }
  }
  return found;
}

/**
 * A CR3 has its EXIF in two boxes, each a TIFF: CMT1 about the camera and CMT2 about the picture. They are put together as one block, whose
 * first directory is of three entries behind CMT2.
 */
function canonBoxes(file: FileBytes): Pick<Found, 'orientation' | 'exif'> {
  const head = file.read(0, CR3_HEAD_BYTES);
  const box = (type: string): Buffer | null => {
    const at = head.indexOf(type, 0, 'latin1');
    return at < 4 ? null : Buffer.from(head.subarray(at + 4, at - 4 + head.readUInt32BE(at - 4)));
  };
  const [camera, picture] = [box('CMT1'), box('CMT2')];
  if (!camera || !picture || picture.length < 8 || picture[0] !== 0x49) return { orientation: 1, exif: null };
  const reader = new TiffReader({ read: (at, length) => camera.subarray(at, at + length) });
  const first = reader.directory(reader.first);
  if (!first) return { orientation: 1, exif: null };
  const [make, model] = [TAG.make, TAG.model].map((tag) => Buffer.from(`${reader.text(first, tag)}    \0`, 'latin1')) as [Buffer, Buffer];
  const at = picture.length + (picture.length % 2);
  const directory = Buffer.alloc(2 + 3 * 12 + 4);
  directory.writeUInt16LE(3);
  const entries = [
    [TAG.make, 2, make.length, at + directory.length],
    [TAG.model, 2, model.length, at + directory.length + make.length],
    [TAG.exif, 4, 1, picture.readUInt32LE(4)],
  ] as const;
  for (const [index, [tag, type, count, value]] of entries.entries()) {
    directory.writeUInt16LE(tag, 2 + index * 12);
    directory.writeUInt16LE(type, 4 + index * 12);
    directory.writeUInt32LE(count, 6 + index * 12);
    directory.writeUInt32LE(value, 10 + index * 12);
  }
  picture.writeUInt32LE(at, 4);
  const exif = Buffer.concat([picture, Buffer.alloc(picture.length % 2), directory, make, model]);
  return { orientation: reader.number(first, TAG.orientation) ?? 1, exif };
}

/** DNG, NEF, CR2, ARW; ORF and RW2, which have magic numbers of their own. */
function lookInTiff(file: FileBytes): Found {
  const reader = new TiffReader(file);
  const all = directories(reader);
  const candidates = all.flatMap((directory) => jpegsOf(reader, directory));
  const [first] = all;
  const exif = Buffer.from(file.read(0, EXIF_BYTES));
  // The reader of EXIF knows the number of TIFF only.
  if (exif.length > 4) exif.writeUInt16LE(exif[0] === 0x49 ? 42 : 42 << 8, 2);
  return { candidates, orientation: (first && reader.number(first, TAG.orientation)) ?? 1, exif };
}

function jpegsOf(reader: TiffReader, directory: Directory): Candidate[] {
  const found: Candidate[] = [];
  const [jpegAt, jpegBytes] = [reader.number(directory, TAG.jpegAt), reader.number(directory, TAG.jpegBytes)];
  if (jpegAt && jpegBytes) found.push({ at: jpegAt, length: jpegBytes });
  const [offsets, lengths] = [reader.numbers(directory, TAG.stripOffsets), reader.numbers(directory, TAG.stripBytes)];
  const isRawData = RAW_PHOTOMETRIC.includes(reader.number(directory, TAG.photometric) ?? 0);
  if (offsets.length === 1 && lengths.length === 1 && !isRawData) found.push({ at: offsets[0]!, length: lengths[0]! });
  // Panasonic has the whole JPEG as the value of a tag.
  const blob = reader.place(directory, RW2_JPEG);
  if (blob) found.push(blob);
  return found;
}

/** The chain of directories, and those below each. */
function directories(reader: TiffReader): Directory[] {
  const found: Directory[] = [];
  const seen = new Set<number>();
  const queue = [reader.first];
  for (let at = queue.shift(); at !== undefined && found.length < MAX_DIRECTORIES; at = queue.shift()) {
    const directory = seen.has(at) ? null : reader.directory(at);
    seen.add(at);
    if (!directory) continue;
    found.push(directory);
    queue.push(...reader.numbers(directory, TAG.subDirectories).slice(0, MAX_DIRECTORIES), directory.next);
  }
  return found;
}
