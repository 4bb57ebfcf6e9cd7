import type { SharpOptions } from 'sharp';
import { IMAGE_TYPES, type ImageType } from '#libs/domain/image-types.js';
import { broken, tooManyPixels } from '#libs/imaging/image-error.js';
import { bmpAsTiff, readBmpHeader } from '#libs/imaging/decoder/bmp.js';
import { rgbDirectory } from '#libs/imaging/decoder/bmp-tiff.js';
import { fromLimitedRange, fromYcc, swapRedAndBlue } from '#libs/imaging/decoder/colours.js';
import { FileBytes } from '#libs/imaging/decoder/file-bytes.js';
import { scanGif, scanWebp } from '#libs/imaging/decoder/frame-scan.js';
import { planHeif } from '#libs/imaging/decoder/heif-plan.js';
import { planJp2 } from '#libs/imaging/decoder/jp2-plan.js';
import { planJxl } from '#libs/imaging/decoder/jxl-plan.js';
import { isOrientation, type Orientation } from '#libs/imaging/decoder/orientation.js';
import { scanPng } from '#libs/imaging/decoder/png-scan.js';
import type { Limits } from '#libs/imaging/decoder/protocol.js';
import { isRaw, rawPreview } from '#libs/imaging/decoder/raw-preview.js';
import { planTiff } from '#libs/imaging/decoder/tiff-plan.js';

/** What a decoder is to open for an image, and what is left to do to its pixels. */
export interface Source {
  /** The file itself, or bytes that were found in it or made of it. */
  input: string | Buffer;
  /** The type of those. */
  type: ImageType;
  options: Pick<SharpOptions, 'page' | 'ignoreIcc' | 'limitInputChannels'>;
  /** How the picture is to be turned; null if its own EXIF says so. */
  orientation: Orientation | null;
  /** A block of EXIF that the input lacks. */
  exif: Buffer | null;
  /** The colours of the pixels, if the input does not say so. */
  profile: Buffer | null;
  /** Bytes of the file that are in memory while it is decoded, besides those of the input. */
  held: number;
  /** Only so many of its channels are of the picture; null if all are. */
  channels: 1 | 3 | null;
  /** Mends the 8-bit pixels in place. */
  mend: ((data: Buffer, channels: number) => void) | null;
}

/** Channels that a TIFF of many may have: this is for pictures, not for measurements. */
const MAX_CHANNELS = 32;

/**
 * Looks at the structure of an image whose first bytes say `type` before any decoder does, within bounds, and says how its picture is
 * decoded. @param headerOnly no pixel will be asked for
 * @throws ImageError for what would not be decoded right, or is built to be costly
 */
export function findSource(path: string, type: ImageType, limits: Limits, headerOnly: boolean): Source {
  const source: Source = {
    input: path,
    type,
    options: {},
    orientation: null,
    exif: null,
    profile: null,
    held: 0,
    channels: null,
    mend: null,
  };
  if (type === 'image/jpeg') return source;
  if (type === 'image/png') {
    scanPng(path);
    return source;
  }
  try {
    return FileBytes.use(path, (file) => look(file, source, limits, headerOnly));
  } catch (error) {
    // A structure that ends where it must not.
    throw error instanceof RangeError ? broken() : error;
  }
}

function look(file: FileBytes, source: Source, limits: Limits, headerOnly: boolean): Source {
  const { type } = source;
  if (type === 'image/gif') scanGif(file);
  else if (type === 'image/webp') scanWebp(file);
  else if (type === 'image/avif' || type === 'image/heic') return { ...source, ...heif(file, type) };
  else if (type === 'image/jxl' || type === 'image/jp2') return { ...source, ...sizeOnly(file, type, limits) };
  else if (type === 'image/bmp') return { ...source, ...bmp(file, limits, headerOnly) };
  else if (IMAGE_TYPES[type].decoder === 'preview' || isRaw(file)) return { ...source, ...raw(file) };
  else return { ...source, ...tiff(file) };
  return source;
}

function heif(file: FileBytes, type: 'image/avif' | 'image/heic'): Partial<Source> {
  const { bytes, orientation, isLimitedGrey } = planHeif(file, type);
  return {
    ...(bytes && { input: bytes }),
    ...(orientation !== 1 && { orientation }),
    ...(isLimitedGrey && type === 'image/avif' && { mend: fromLimitedRange }),
  };
}

function tiff(file: FileBytes): Partial<Source> {
  const { page, channels, ycc, jpeg } = planTiff(file);
  if (jpeg) {
    const input = Buffer.from(file.read(jpeg.at, jpeg.length));
    return { input, type: 'image/jpeg', orientation: isOrientation(jpeg.orientation) ? jpeg.orientation : 1 };
  }
  // Its profile is for RGB, which the pixels are not yet when libvips would use it.
  if (ycc) return { options: { page, ignoreIcc: true }, mend: (data) => fromYcc(data, ycc) };
  return { options: { page, ...(channels !== null && { limitInputChannels: MAX_CHANNELS }) }, channels };
}

function raw(file: FileBytes): Partial<Source> {
  const { jpeg, orientation, exif } = rawPreview(file);
  return { input: jpeg, type: 'image/jpeg', orientation: orientation === null || isOrientation(orientation) ? orientation : 1, exif };
}

/**
 * libvips is shown a picture of the same size without a pixel: WebAssembly decodes those (render.ts), upright. Only its alpha channel counts,
 * for the memory that it will take.
 */
function sizeOnly(file: FileBytes, type: 'image/jxl' | 'image/jp2', limits: Limits): Partial<Source> {
  const none = { exif: null, profile: null, hasExtraChannels: false };
  const { width, height, hasExtraChannels, ...rest } = { ...none, ...(type === 'image/jxl' ? planJxl(file) : planJp2(file)) };
  if (width * height === 0) throw broken();
  if (width * height > limits.maxPixels || Math.max(width, height) > limits.maxSide) throw tooManyPixels();
  const bits = hasExtraChannels ? 32 : 24;
  const input = rgbDirectory({ pixels: Buffer.alloc(0), width, height, bits, rowAt: () => 0 });
  return { input, type: 'image/tiff', orientation: 1, held: 2 * file.size, ...rest };
}

function bmp(file: FileBytes, limits: Limits, headerOnly: boolean): Partial<Source> {
  const { tiff: input, swapped } = bmpAsTiff(file, readBmpHeader(file, limits), headerOnly);
  return { input, type: 'image/tiff', mend: swapped ? swapRedAndBlue : null };
}
