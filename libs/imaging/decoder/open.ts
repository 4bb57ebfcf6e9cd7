import { accessSync } from 'node:fs';
import sharp, { type Metadata, type Sharp } from 'sharp';
import { broken, ImageError, tooManyPixels, unsupportedHeif } from '#libs/imaging/image-error.js';
import { IMAGE_TYPE_NAMES, IMAGE_TYPES, type ImageType, isDecodedByWebAssembly } from '#libs/domain/image-types.js';
import { decodeBytes, MAX_DECODE_BYTES } from '#libs/imaging/decoder/memory-estimate.js';
import { type Area, heicOrientation, type Orientation, turned } from '#libs/imaging/decoder/orientation.js';
import type { CheckRequest, Header, HeaderRequest, Limits } from '#libs/imaging/decoder/protocol.js';
import { cameraData, takenAt } from '#libs/imaging/decoder/exif.js';
import { findSource, type Source } from '#libs/imaging/decoder/source.js';

// Only the loaders of accepted types may parse what strangers send: SVG, PDF and all others are blocked, whatever the bytes claim.
sharp.block({ operation: ['VipsForeignLoad'] });
sharp.unblock({
  operation: IMAGE_TYPE_NAMES.map((type) => `VipsForeignLoad${IMAGE_TYPES[type].loader}`),
});
// One thread per child, since several children run at once; and nothing of one image is of use for the next.
sharp.concurrency(1);
sharp.cache(false);

export interface Opened {
  source: Source;
  /** Upright but for `pending`; no pixel is decoded yet. It can't decode what takes WebAssembly. */
  picture: Sharp;
  /** The same, which also decodes what is damaged. */
  lenient: () => Sharp;
  /** The same as it lies in the file, before its orientation is applied. */
  asStored: () => Sharp;
  /** That had to be used, for a JPEG whose end is missing. */
  isTruncated: boolean;
  header: Metadata;
  /** Size in pixels after orientation. */
  upright: Area;
  /** The orientation that is left to apply to what was decoded; 1 for most. */
  pending: Orientation;
  /** Estimated peak memory of decoding. */
  bytes: number;
}

/** Reads what the header of an image says, without decoding a pixel. @throws ImageError */
export async function readHeader({ file, type, limits }: HeaderRequest): Promise<Header> {
  const { source, header, upright } = await open(file, type, limits, true);
  const exif = source.exif ?? header.exif;
  return { type, ...upright, takenAt: takenAt(exif), exif: cameraData(exif) };
}

/** Decodes every pixel of a variant, which shows damage that its header hides. @returns its size after orientation @throws ImageError */
export async function decodeWhole({ file, type, limits }: CheckRequest): Promise<Area> {
  const { picture, upright } = await open(file, type, limits);
  await picture
    .raw()
    .toBuffer()
    .catch((error: unknown) => {
      throw imageError(error);
    });
  return upright;
}

/** Has libvips read the header of an image whose first bytes say `type`, and checks it against the limits. @throws ImageError */
export async function open(file: string, type: ImageType, limits: Limits, headerOnly = false): Promise<Opened> {
  // A missing file is not the fault of the image, and sharp would say so only in its text.
  accessSync(file);
  const source = findSource(file, type, limits, headerOnly);
  const limitInputPixels = limits[IMAGE_TYPES[source.type].pixelLimit];
  // `error` refuses truncated files; `warning` would also refuse good files with stray bytes. Only one page is opened.
  const options = { autoOrient: source.orientation === null, failOn: 'error' as const, limitInputPixels, ...source.options };
  const picture = sharp(source.input, options);
  const header = await picture.metadata().catch((error: unknown) => {
    throw imageError(error);
  });
  // What was read of the file, and what was made of it, are there at the same time.
  const held = source.held + (typeof source.input === 'string' ? 0 : 2 * source.input.length);
  const bytes = decodeBytes(header, isDecodedByWebAssembly(type) ? type : source.type, held);
  check(header, source.type, bytes, limits.maxSide);
  const pending = source.orientation ?? (type === 'image/heic' ? heicOrientation(file, header.exif) : 1);
  const stored = source.orientation === null ? header.autoOrient : { width: header.width, height: header.height };
  const lenient = (): Sharp => sharp(source.input, { ...options, failOn: 'none' });
  const asStored = (): Sharp => sharp(source.input, { ...options, autoOrient: false });
  return { source, picture, lenient, asStored, isTruncated: false, header, upright: turned(stored, pending), pending, bytes };
}

function check(header: Metadata, type: ImageType, bytes: number, maxSide: number): void {
  const { width, height } = header;
  if (header.format !== IMAGE_TYPES[type].format) throw broken();
  if (Math.max(width, height) > maxSide) {
    throw new ImageError(
      'TOO_MANY_PIXELS',
      `This picture is ${width} × ${height} pixels, and a side may have ${maxSide}. Send a smaller copy.`,
    );
  }
  if (bytes > MAX_DECODE_BYTES) {
    throw new ImageError(
      'TOO_MANY_PIXELS',
      `This picture of ${width} × ${height} pixels takes too much memory to open. Send it as a baseline JPEG or smaller.`,
    );
  }
}

/** The error for people that an error of libvips stands for. */
export function imageError(error: unknown): ImageError {
  const text = error instanceof Error ? error.message : '';
  if (text.includes('has not been built in')) return unsupportedHeif();
  return text.includes('exceeds pixel limit') ? tooManyPixels() : broken(error);
}
