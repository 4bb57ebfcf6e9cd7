import sharp, { type OutputInfo, type Sharp } from 'sharp';
import { rgbaToThumbHash } from 'thumbhash';
import { isDecodedByWebAssembly } from '#libs/domain/image-types.js';
import { fit, LARGEST, QUALITY, SMALLEST, VARIANT_NAMES, type VariantName } from '#libs/domain/variants.js';
import { imageError, open, type Opened } from '#libs/imaging/decoder/open.js';
import { HEAVY_BYTES } from '#libs/imaging/decoder/memory-estimate.js';
import { type Area, turned } from '#libs/imaging/decoder/orientation.js';
import type { MadeVariant, RenderRequest } from '#libs/imaging/decoder/protocol.js';
import { ImageError } from '#libs/imaging/image-error.js';
import { expectContent } from '#libs/imaging/decoder/flat.js';
import { tiff } from '#libs/imaging/decoder/tiff.js';
import { isMostlyThere, isTruncation } from '#libs/imaging/decoder/truncated-jpeg.js';

/** A thumbhash has at most seven frequencies per side, for which sixteen samples are enough; its cost grows with the number of pixels. */
const PLACEHOLDER_SIDE = 16;

/** 8-bit sRGB, row by row. */
export interface Pixels {
  data: Buffer;
  info: Pick<OutputInfo, 'width' | 'height' | 'channels'>;
}

type ImageFile = Pick<RenderRequest, 'file' | 'type' | 'limits'>;

interface Render {
  /** In base64. */
  thumbhash: string;
  /** The end of the file is missing, and what it would have shown is grey or less sharp. */
  isTruncated: boolean;
}

/**
 * Makes all variants, the smallest first since people wait for that one, and reports each as soon as it is complete. The image is
 * decoded once, to the pixels of the largest variant, and the others are made from those. Returns null if it did nothing because the image
 * must run alone.
 * @throws ImageError for an image that can't be decoded; any other error is not the fault of the image
 */
export async function render(request: RenderRequest, onVariant: (variant: MadeVariant) => void): Promise<Render | null> {
  const opened = await open(request.file, request.type, request.limits);
  const { upright, bytes } = opened;
  if (bytes > HEAVY_BYTES && !request.alone) return null;
  const area = (name: VariantName): Area => fit(upright.width, upright.height, name);
  const largest = await decodePixels(request, opened, area(LARGEST));
  await expectContent(largest, opened);
  const smallest = await raw(shrink(from(largest), area(SMALLEST)));
  let last: { area: Area; data: Buffer } | null = null;
  for (const name of VARIANT_NAMES) {
    const size = area(name);
    // A picture that is no larger than this size is the same in all larger ones.
    if (last?.area.width !== size.width || last.area.height !== size.height) {
      const picture = name === SMALLEST ? from(smallest) : name === LARGEST ? from(largest) : shrink(from(largest), size);
      last = { area: size, data: await encode(request, picture, hasAlpha(largest)) };
    }
    onVariant({ name, data: last.data });
  }
  return { thumbhash: await thumbhash(smallest), isTruncated: opened.isTruncated };
}

/** Decodes an image upright, to 8-bit sRGB of this size. @throws ImageError */
export async function decodePixels(image: ImageFile, opened: Opened, area: Area): Promise<Pixels> {
  if (!isDecodedByWebAssembly(image.type)) return decodeSource(opened, area);
  return decode(await byWebAssembly(image, opened, area), area);
}

/**
 * Decodes what libvips can't, upright and no larger than the area. The image is shrunk before it is turned and before its colours are
 * converted: for colour spaces close to sRGB the result is the same, and it is several times faster. The decoders are imported only here,
 * since children for other types have no WebAssembly.
 */
async function byWebAssembly({ file, type, limits }: ImageFile, { source, pending }: Opened, area: Area): Promise<Sharp> {
  if (type === 'image/jxl') {
    const { decodeJxl } = await import('#libs/imaging/decoder/jxl.js');
    return sharp(await decodeJxl(file), { limitInputPixels: limits.maxPixels });
  }
  let { profile } = source;
  let pixels: Pixels;
  if (type === 'image/jp2') {
    const { decodeJp2 } = await import('#libs/imaging/decoder/jp2.js');
    pixels = await shrunk(await decodeJp2(file), area);
  } else {
    const { decodeHeic } = await import('#libs/imaging/decoder/heic.js');
    const decoded = await decodeHeic(source.input, limits);
    ({ profile } = decoded);
    pixels = await shrunk(decoded, turned(area, pending));
  }
  return profile || pending !== 1 ? sharp(tiff(pixels, profile, pending), { autoOrient: true }) : from(pixels);
}

/** @param stored the area as the pixels lie, before they are turned */
function shrunk({ data, ...info }: Pixels['info'] & { data: Buffer }, stored: Area): Promise<Pixels> {
  return raw(shrink(from({ data, info }), stored));
}

/** Decodes what libvips can, upright, and does what it leaves to do. */
async function decodeSource(opened: Opened, area: Area): Promise<Pixels> {
  const { source, picture, pending } = opened;
  const stored = turned(area, pending);
  const whole = source.channels === null ? decode(picture, stored) : firstChannels(picture, source.channels, stored);
  const pixels = await whole.catch(async (error: unknown) => {
    const isCut = source.type === 'image/jpeg' && error instanceof ImageError && isTruncation(error.cause);
    if (!isCut || !(await isMostlyThere(source.input))) throw error;
    opened.isTruncated = true;
    return decode(opened.lenient(), stored);
  });
  source.mend?.(pixels.data, pixels.info.channels);
  if (pending === 1) return pixels;
  return raw(sharp(tiff(await raw(from(pixels).toColourspace('srgb')), null, pending), { autoOrient: true }));
}

/**
 * Some of the channels of a picture that has more, one at a time and reduced by itself: libvips would take the last channel for alpha and
 * multiply the others by it.
 */
async function firstChannels(picture: Sharp, channels: 1 | 3, area: Area): Promise<Pixels> {
  const planes: Buffer[] = [];
  for (const channel of ([0, 1, 2] as const).slice(0, channels)) {
    const plane = await raw(picture.clone().extractChannel(channel)).catch((error: unknown) => {
      throw imageError(error);
    });
    planes.push((await raw(shrink(from(plane), area).toColourspace('b-w'))).data);
  }
  const data = Buffer.alloc(area.width * area.height * 3);
  for (const channel of [0, 1, 2]) {
    const plane = planes[channel] ?? planes[0]!;
    for (let at = 0; at < plane.length; at++) data[at * 3 + channel] = plane[at]!;
  }
  const info = { ...area, channels: 3 as const };
  return { data, info };
}

/** Decodes to upright 8-bit sRGB, as sharp does for all types, grey and CMYK too. It has an alpha channel only if a pixel is transparent. */
export async function decode(picture: Sharp, area: Area): Promise<Pixels> {
  const pixels = await raw(shrink(picture, area)).catch((error: unknown) => {
    throw imageError(error);
  });
  return hasAlpha(pixels) && (await isOpaque(pixels)) ? raw(from(pixels).removeAlpha()) : pixels;
}

async function isOpaque(pixels: Pixels): Promise<boolean> {
  const alpha = await from(pixels).extractChannel('alpha').raw().toBuffer();
  return alpha.equals(Buffer.alloc(alpha.length, 255));
}

export function hasAlpha({ info }: Pixels): boolean {
  return info.channels === 4;
}

/** Does not use the rounding of sharp, so that the size is always the one that `fit` says. */
function shrink(picture: Sharp, { width, height }: Area): Sharp {
  return picture.resize(width, height, { fit: 'fill' });
}

/** sharp writes no metadata by default: no EXIF, no GPS, no profile. Without a profile the pixels are sRGB. */
function encode({ format }: RenderRequest, picture: Sharp, alpha: boolean): Promise<Buffer> {
  return (format === 'webp' || alpha ? picture.webp({ quality: QUALITY, effort: 2 }) : picture.jpeg({ quality: QUALITY })).toBuffer();
}

async function thumbhash(pixels: Pixels): Promise<string> {
  const small = from(pixels).resize(PLACEHOLDER_SIDE, PLACEHOLDER_SIDE, { fit: 'inside', withoutEnlargement: true });
  const { data, info } = await raw(small.ensureAlpha());
  return Buffer.from(rgbaToThumbHash(info.width, info.height, data)).toString('base64');
}

export function raw(picture: Sharp): Promise<Pixels> {
  return picture.raw().toBuffer({ resolveWithObject: true });
}

export function from({ data, info: { width, height, channels } }: Pixels): Sharp {
  return sharp(data, { raw: { width, height, channels } });
}
