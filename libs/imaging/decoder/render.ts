import { join } from 'node:path';
import sharp, { type OutputInfo, type Sharp } from 'sharp';
import { rgbaToThumbHash } from 'thumbhash';
import { IMAGE_TYPES } from '#libs/domain/image-types.js';
import { fit, LARGEST, QUALITY, SMALLEST, VARIANT_NAMES, type VariantName } from '#libs/domain/variants.js';
import { imageError, open, type Opened } from '#libs/imaging/decoder/open.js';
import { HEAVY_BYTES } from '#libs/imaging/decoder/memory-estimate.js';
import { type Area, turned } from '#libs/imaging/decoder/orientation.js';
import type { RenderedVariant, RenderRequest } from '#libs/imaging/decoder/protocol.js';
import { tiff } from '#libs/imaging/decoder/tiff.js';

/** A thumbhash has at most seven frequencies per side, and its cost grows with the number of pixels. */
const PLACEHOLDER_SIDE = 32;

interface Pixels {
  data: Buffer;
  info: OutputInfo;
}

/**
 * Makes all variants, the smallest first since people wait for that one, and reports each as soon as its file is complete. The image is
 * decoded once, to the pixels of the largest variant, and the others are made from those. Returns the thumbhash in base64; null if it did
 * nothing because the image must run alone.
 * @throws ImageError for an image that can't be decoded; any other error is not the fault of the image
 */
export async function render(request: RenderRequest, onVariant: (variant: RenderedVariant) => void): Promise<string | null> {
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
    onVariant(await write(request, name, pixels));
  }
  return thumbhash(smallest);
}

/**
 * Decodes HEIC with libheif, upright and no larger than the area. The image is shrunk before it is turned and before its colours are
 * converted: for colour spaces close to sRGB the result is the same, and it is several times faster.
 */
async function heic({ file, limits }: RenderRequest, { pending }: Opened, area: Area): Promise<Sharp> {
  // Imported only here, since children for other types have no WebAssembly.
  const { decodeHeic } = await import('#libs/imaging/decoder/heic.js');
  const { profile, data, ...info } = await decodeHeic(file, limits);
  const pixels = await raw(shrink(sharp(data, { raw: info }), turned(area, pending)));
  return profile || pending !== 1 ? sharp(tiff(pixels, profile, pending), { autoOrient: true }) : from(pixels);
}

/** Decodes to upright 8-bit sRGB, as sharp does for all types, grey and CMYK too. It has an alpha channel only if a pixel is transparent. */
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

/** Does not use the rounding of sharp, so that the size is always the one that `fit` says. */
function shrink(picture: Sharp, { width, height }: Area): Sharp {
  return picture.resize(width, height, { fit: 'fill' });
}

/** sharp writes no metadata by default: no EXIF, no GPS, no profile. Without a profile the pixels are sRGB. */
async function write({ outDir, format }: RenderRequest, name: VariantName, pixels: Pixels): Promise<RenderedVariant> {
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
