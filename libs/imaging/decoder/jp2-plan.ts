import type { FileBytes } from '#libs/imaging/decoder/file-bytes.js';
import { fileBoxes } from '#libs/imaging/decoder/iso-boxes.js';
import type { Area } from '#libs/imaging/decoder/orientation.js';
import { broken, ImageError } from '#libs/imaging/image-error.js';

/** What the first bytes of a JPEG 2000 say: its size in pixels. */
export interface Jp2Plan extends Area {
  /** The colours of its pixels; null for sRGB and grey. */
  profile: Buffer | null;
}

// Markers (ITU-T T.800 annex A): begin of the codestream, and sizes, which always follow.
const SOC_SIZ = 0xff4fff51;
/** sRGB, grey, and YCbCr, which the decoder turns to RGB. */
const COLOUR_SPACES = [16, 17, 18];
/** Real profiles have some hundred bytes to a few megabytes. */
const MAX_PROFILE_BYTES = 8 * 1024 * 1024;
/** Each tile costs some kilobytes, however small it is. */
const MAX_TILES = 65_535;

/**
 * Reads sizes and colours of a JPEG 2000, alone or in a file of boxes (ITU-T T.800 annexes A and I), within bounds.
 * @throws ImageError for one that the decoder would get wrong: other than one or three channels of at most 16 bits and of the same size
 */
export function planJp2(file: FileBytes): Jp2Plan {
  if (file.read(0, 4).readUInt32BE() === SOC_SIZ) return { ...readSize(file, 0), profile: null };
  let profile: Buffer | null = null;
  for (const box of fileBoxes(file)) {
    if (box.type === 'jp2h') profile = readProfile(file, box.at, box.end);
    if (box.type === 'jp2c') return { ...readSize(file, box.at), profile };
  }
  throw broken();
}

/** Of the colour specifications the first that can be used counts (ITU-T T.800 section I.5.3.3). */
function readProfile(file: FileBytes, start: number, end: number): Buffer | null {
  let profile: Buffer | null | undefined;
  for (const { type, at, end: to } of fileBoxes(file, start, end)) {
    // A palette.
    if (type === 'pclr') throw unsupported();
    if (type !== 'colr' || profile !== undefined) continue;
    const method = file.read(at, 1).readUInt8();
    if (method === 1 && !COLOUR_SPACES.includes(file.read(at + 3, 4).readUInt32BE())) throw unsupported();
    if (method === 1) profile = null;
    else if (method === 2 && to - at - 3 <= MAX_PROFILE_BYTES) profile = Buffer.from(file.read(at + 3, to - at - 3));
  }
  return profile ?? null;
}

/** The SIZ marker segment (ITU-T T.800 section A.5.1). */
function readSize(file: FileBytes, at: number): Area {
  const head = file.read(at, 51);
  if (head.readUInt32BE() !== SOC_SIZ) throw broken();
  const [right, bottom] = [head.readUInt32BE(8), head.readUInt32BE(12)];
  const [tileWidth, tileHeight] = [head.readUInt32BE(24), head.readUInt32BE(28)];
  const size = { width: right - head.readUInt32BE(16), height: bottom - head.readUInt32BE(20) };
  if (size.width <= 0 || size.height <= 0 || tileWidth === 0 || tileHeight === 0) throw broken();
  if (Math.ceil(right / tileWidth) * Math.ceil(bottom / tileHeight) > MAX_TILES) throw unsupported();
  const channels = head.readUInt16BE(40);
  if (channels !== 1 && channels !== 3) throw unsupported();
  for (let channel = 0; channel < channels; channel++) {
    const [depth, across, down] = head.subarray(42 + channel * 3, 45 + channel * 3);
    // The first bit of the depth says that samples have a sign, the others are the number of bits less one.
    if (depth === undefined || depth > 15 || depth !== head[42] || across !== 1 || down !== 1) throw unsupported();
  }
  return size;
}

function unsupported(): ImageError {
  return new ImageError(
    'UNSUPPORTED_TYPE',
    'This kind of JPEG 2000 (with transparency, a palette, or colours for print) can’t be opened here. Export it as PNG or TIFF and send that.',
  );
}
