import { accessSync } from 'node:fs';
import sharp, { type Metadata, type Sharp } from 'sharp';
import { ImageError } from '#libs/imaging/image-error.js';
import { IMAGE_TYPE_NAMES, IMAGE_TYPES, type ImageType } from '#libs/domain/image-types.js';
import { decodeBytes, MAX_DECODE_BYTES } from '#libs/imaging/decoder/memory.js';
import { type Area, heicOrientation, type Orientation, turned } from '#libs/imaging/decoder/orientation.js';
import { scanPng } from '#libs/imaging/decoder/png-scan.js';
import type { Limits } from '#libs/imaging/decoder/protocol.js';
import { broken, tooManyPixels, unsupportedHeif } from '#libs/imaging/decoder/refusals.js';

// Only these parse what strangers send: SVG, PDF and the rest stay shut, whatever the bytes claim.
sharp.block({ operation: ['VipsForeignLoad'] });
sharp.unblock({
  operation: IMAGE_TYPE_NAMES.map((type) => `VipsForeignLoad${IMAGE_TYPES[type].loader}`),
});
// One thread a child, since the children are the parallelism; and nothing is worth keeping from one picture to the next.
sharp.concurrency(1);
sharp.cache(false);

export interface Opened {
  /** Upright; has decoded nothing yet, and can't decode HEIC. */
  picture: Sharp;
  header: Metadata;
  /** What the picture measures upright. */
  upright: Area;
  /** What of its orientation is left to do when HEIC has been decoded; 1 for all other types. */
  pending: Orientation;
  /** An estimate of what decoding takes at its peak. */
  bytes: number;
}

/** Lets libvips read the header of a picture whose first bytes say `type`, and holds it against the limits. Throws `ImageError`. */
export async function open(file: string, type: ImageType, limits: Limits): Promise<Opened> {
  // A file that is gone is not the picture's fault, and sharp would say it in a text only.
  accessSync(file);
  if (type === 'image/png') scanPng(file);
  const limitInputPixels = limits[IMAGE_TYPES[type].pixelLimit];
  // `error` refuses what is cut off, while `warning` would also refuse honest files with stray bytes. Pages beyond the first are not opened.
  const picture = sharp(file, { autoOrient: true, failOn: 'error', limitInputPixels });
  const header = await picture.metadata().catch((error: unknown) => {
    throw imageError(error);
  });
  check(header, type, limits.maxSide);
  const pending = IMAGE_TYPES[type].decoder === 'libheif' ? heicOrientation(file, header.exif) : 1;
  return { picture, header, upright: turned(header.autoOrient, pending), pending, bytes: decodeBytes(header, type) };
}

function check(header: Metadata, type: ImageType, maxSide: number): void {
  const { width, height } = header;
  if (header.format !== IMAGE_TYPES[type].format) throw broken();
  if (Math.max(width, height) > maxSide) {
    throw new ImageError(
      'TOO_MANY_PIXELS',
      `This picture is ${width} × ${height} pixels, and a side may have ${maxSide}. Send a smaller copy.`,
    );
  }
  if (decodeBytes(header, type) > MAX_DECODE_BYTES) {
    throw new ImageError(
      'TOO_MANY_PIXELS',
      `This picture of ${width} × ${height} pixels takes too much memory to open. Send it as a baseline JPEG or smaller.`,
    );
  }
}

/** What an error of libvips means for the person who sent the picture. */
export function imageError(error: unknown): ImageError {
  const text = error instanceof Error ? error.message : '';
  if (text.includes('has not been built in')) return unsupportedHeif();
  return text.includes('exceeds pixel limit') ? tooManyPixels() : broken();
}
