import { brotliDecompressSync } from 'node:zlib';
import type { FileBytes } from '#libs/imaging/decoder/file-bytes.js';
import { fileBoxes } from '#libs/imaging/decoder/iso-boxes.js';
import type { Area } from '#libs/imaging/decoder/orientation.js';
import { broken } from '#libs/imaging/image-error.js';

/** What the first bytes of a JPEG XL say: its size in pixels, upright. */
export interface JxlPlan extends Area {
  /** It has, or may have, channels besides those of its colours, such as alpha. */
  hasExtraChannels: boolean;
  exif: Buffer | null;
}

const CODESTREAM = 0x0aff;
/** Of width to height (ISO/IEC 18181-1 section D.2), by its number. */
const RATIOS = [null, [1, 1], [12, 10], [4, 3], [3, 2], [16, 9], [5, 4], [2, 1]] as const;
/** Bits of a side less one, by the selector before it. */
const SIDE_BITS = [9, 13, 18, 30] as const;
/** Real ones have some kilobytes, a few with a picture in them. */
const MAX_EXIF_BYTES = 1024 * 1024;

/** Reads size and EXIF of a JPEG XL, alone or in a container (ISO/IEC 18181-1 annex D, 18181-2), within bounds. @throws ImageError */
export function planJxl(file: FileBytes): JxlPlan {
  if (file.read(0, 2).readUInt16LE() === CODESTREAM) return { ...readHead(file.read(0, 32)), exif: null };
  let codestream: Buffer | undefined;
  // Only the first block of EXIF is read, good or bad: thousands of packed ones would take seconds.
  let exif: Buffer | null | undefined;
  for (const { type, at, end } of fileBoxes(file)) {
    if (type === 'jxlc') codestream ??= file.read(at, 32);
    // A part of it, with its number first.
    else if (type === 'jxlp') codestream ??= file.read(at + 4, 32);
    else if (type === 'Exif' && end - at <= MAX_EXIF_BYTES && exif === undefined) exif = afterOffset(file.read(at, end - at));
    else if (type === 'brob' && end - at <= MAX_EXIF_BYTES && exif === undefined) exif = unpackExif(file.read(at, end - at));
  }
  if (codestream?.readUInt16LE() !== CODESTREAM) throw broken();
  return { ...readHead(codestream), exif: exif ?? null };
}

/** SizeHeader and the beginning of ImageMetadata, least significant bit first. */
function readHead(head: Buffer): Omit<JxlPlan, 'exif'> {
  let place = 16;
  const bits = (count: number): number => {
    let value = 0;
    for (let index = 0; index < count; index++, place++) value += ((head.readUInt8(place >> 3) >> (place & 7)) & 1) * 2 ** index;
    return value;
  };
  const isSmall = bits(1) === 1;
  const side = (): number => (isSmall ? 8 * (1 + bits(5)) : 1 + bits(SIDE_BITS[bits(2)]!));
  const height = side();
  const ratio = RATIOS[bits(3)];
  const width = ratio ? Math.floor((height * ratio[0]) / ratio[1]) : side();
  const isDefault = bits(1) === 1;
  const hasFields = !isDefault && bits(1) === 1;
  // From 5 on it turns the picture on its side.
  const orientation = hasFields ? 1 + bits(3) : 1;
  // A size on screen, a preview, an animation: what they say is of no use here, and extra channels come behind it.
  const isUnknown = hasFields && bits(3) !== 0;
  const hasExtraChannels = isUnknown || (!isDefault && readExtraChannels(bits));
  return { ...(orientation >= 5 ? { width: height, height: width } : { width, height }), hasExtraChannels };
}

/** The rest of ImageMetadata up to the number of extra channels. */
function readExtraChannels(bits: (count: number) => number): boolean {
  const isFloat = bits(1) === 1;
  if (bits(2) === 3) bits(6);
  if (isFloat) bits(4);
  // Whether 16 bits are enough for the decoder.
  bits(1);
  return bits(2) !== 0;
}

/** The box begins with the distance to the header of a TIFF. */
function afterOffset(box: Buffer): Buffer | null {
  if (box.length < 4) return null;
  const tiff = box.subarray(4 + box.readUInt32BE());
  return tiff.length === 0 ? null : Buffer.concat([Buffer.from('Exif\0\0', 'latin1'), tiff]);
}

/** A box that is packed by Brotli, with its type first. @returns undefined for another type than EXIF */
function unpackExif(box: Buffer): Buffer | null | undefined {
  if (box.toString('latin1', 0, 4) !== 'Exif') return undefined;
  try {
    return afterOffset(brotliDecompressSync(box.subarray(4), { maxOutputLength: MAX_EXIF_BYTES }));
  } catch {
    // The picture can be shown without it.
    return null;
  }
}
