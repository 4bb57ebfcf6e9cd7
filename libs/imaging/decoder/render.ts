import { join } from 'node:path';
import sharp, { type OutputInfo, type Sharp } from 'sharp';
import { rgbaToThumbHash } from 'thumbhash';
import { IMAGE_TYPES } from '#libs/domain/image-types.js';
import { fit, LARGEST, QUALITY, SMALLEST, VARIANT_NAMES, type VariantName } from '#libs/domain/variants.js';
import { imageError, open, type Opened } from '#libs/imaging/decoder/open.js';
import { HEAVY_BYTES } from '#libs/imaging/decoder/memory.js';
import { type Area, turned } from '#libs/imaging/decoder/orientation.js';
import type { RenderedSize, RenderRequest } from '#libs/imaging/decoder/protocol.js';
import { tiff } from '#libs/imaging/decoder/tiff.js';

/** A thumbhash holds at most seven waves a side, and its cost grows with the pixels. */
const PLACEHOLDER_SIDE = 32;

interface Pixels {
  data: Buffer;
  info: OutputInfo;
}

/**
 * Makes all variants, the smallest first since that is what people wait for, and tells of each as soon as its file is whole. The picture
 * is decoded once, to the pixels of the largest, and the others are made of those. Returns the thumbhash in base64; null when it has done nothing
 * because the picture must be alone and is not. Throws `ImageError` for a picture that can't be decoded; any other error is not the
 * picture's fault.
 */
export async function render(request: RenderRequest, onSize: (size: RenderedSize) => void): Promise<string | null> {
  const opened = await open(request.file, request.type, request.limits);
  const { picture, upright, bytes } = opened;
  if (bytes > HEAVY_BYTES && !request.alone) return null;
  const area = (name: VariantName): Area => fit(upright.width, upright.height, name);
  const isHeic = IMAGE_TYPES[request.type].decoder === 'libheif';
  const largest = await decode(isHeic ? await heic(request, opened, area(LARGEST)) : picture, area(LARGEST));
  let smallest = largest;
  for (const name of VARIANT_NAMES) {
    const pixels = name === LARGEST ? largest : await raw(shrink(from(largest), area(name)));
    if (name === SMALLEST) smallest = pixels;
    onSize(await write(request, name, pixels));
  }
  return thumbhash(smallest);
}

/**
 * What libheif makes of a HEIC picture, upright and no larger than the area. It is made smaller before it is turned, and before its
 * colours are converted, which for sRGB's neighbours comes to the same and is several times faster.
 */
async function heic({ file, limits }: RenderRequest, { pending }: Opened, area: Area): Promise<Sharp> {
  // Imported here, since children for other types have no WebAssembly.
  const { decodeHeic } = await import('#libs/imaging/decoder/heic.js');
  const { profile, data, ...info } = await decodeHeic(file, limits);
  const pixels = await raw(shrink(sharp(data, { raw: info }), turned(area, pending)));
  return profile || pending !== 1 ? sharp(tiff(pixels, profile, pending), { autoOrient: true }) : from(pixels);
}

/**
 * Upright 8-bit sRGB, which is what sharp makes of everything, grey and CMYK too. It has an alpha channel only where something really
 * is transparent.
 */
async function decode(picture: Sharp, area: Area): Promise<Pixels> {
  const pixels = await raw(shrink(picture, area)).catch((error: unknown) => {
    throw imageError(error);
  });
  return hasAlpha(pixels) && (await isOpaque(pixels)) ? raw(from(pixels).removeAlpha()) : pixels;
}

async function isOpaque(pixels: Pixels): Promise<boolean> {
  const alpha = await from(pixels).extractChannel('alpha').raw().toBuffer();
  return alpha.equals(Buffer.alloc(alpha.length, 255));
}

function hasAlpha({ info }: Pixels): boolean {
  return info.channels === 4;
}

/** sharp's own rounding is not used, so that `fit` is always right. */
function shrink(picture: Sharp, { width, height }: Area): Sharp {
  return picture.resize(width, height, { fit: 'fill' });
}

/** sharp writes no metadata unless asked to: no EXIF, no GPS, no profile, and without a profile the pixels are sRGB. */
async function write({ outDir, format }: RenderRequest, name: VariantName, pixels: Pixels): Promise<RenderedSize> {
  const webp = format === 'webp' || hasAlpha(pixels);
  const file = join(outDir, webp ? `${name}.webp` : `${name}.jpg`);
  const encoder = webp ? from(pixels).webp({ quality: QUALITY, effort: 2 }) : from(pixels).jpeg({ quality: QUALITY });
  const { width, height, size } = await encoder.toFile(file);
  return { name, file, width, height, bytes: size, type: webp ? 'image/webp' : 'image/jpeg' };
}

async function thumbhash(pixels: Pixels): Promise<string> {
  const small = from(pixels).resize(PLACEHOLDER_SIDE, PLACEHOLDER_SIDE, { fit: 'inside', withoutEnlargement: true });
  const { data, info } = await raw(small.ensureAlpha());
  return Buffer.from(rgbaToThumbHash(info.width, info.height, data)).toString('base64');
}

function raw(picture: Sharp): Promise<Pixels> {
  return picture.raw().toBuffer({ resolveWithObject: true });
}

function from({ data, info: { width, height, channels } }: Pixels): Sharp {
  return sharp(data, { raw: { width, height, channels } });
}
