import type { Sharp } from 'sharp';

import { type Area, earlyArea, earlySteps, layout, type Layout, type PlannedStep, scaledCut } from '#libs/domain/transform/layout.js';
import { FORMATS, type Format } from '#libs/domain/transform/modifiers.js';
import { parseTransform, type Transform } from '#libs/domain/transform/transform.js';
import { badge } from '#libs/imaging/decoder/badge.js';
import { HEAVY_BYTES } from '#libs/imaging/decoder/memory-estimate.js';
import { open, type Opened } from '#libs/imaging/decoder/open.js';
import { MAX_RESULT_BYTES, type TransformRequest } from '#libs/imaging/decoder/protocol.js';
import { decodeRegion } from '#libs/imaging/decoder/region.js';
import { decodePixels, from, hasAlpha, type Pixels, raw } from '#libs/imaging/decoder/render.js';
import { ImageError } from '#libs/imaging/image-error.js';

/** Bytes that a pixel takes while a step makes another of it: four channels each, and what libvips keeps. */
const BYTES_PER_PIXEL = 12;
/** What KB tries, by bisection in six encodes: coarser where nobody looks for beauty. */
const KB_QUALITIES = [5, 10, 15, 20, 25, 30, 35, ...Array.from({ length: 56 }, (_, n) => 40 + n)];
/** Shades, 0 to 255, that are black in black and white. */
const BLACK_BELOW = 128;
const TRANSPARENT = { r: 0, g: 0, b: 0, alpha: 0 };

/**
 * Makes what the modifiers say of an image or of a smaller copy of it: upright, in sRGB, of one page, without metadata. One step after the
 * other, each on the pixels that the one before made. Returns null if it did nothing because the image must run alone.
 * @throws ImageError for an image that can't be decoded, and for a result that is too large
 */
export async function transform(request: TransformRequest): Promise<Buffer | null> {
  const asked = parseTransform(request.modifiers, request.format);
  const plan = layout(asked, request.whole);
  const opened = await open(request.file, request.type, request.limits);
  const largest = Math.max(...plan.steps.flatMap(({ inner, to }) => [inner, to]).map(pixelsOf), pixelsOf(plan.result));
  if (opened.bytes + largest * BYTES_PER_PIXEL > HEAVY_BYTES && !request.alone) return null;
  const bare = bareColour(asked);
  const begun = (await byRegion(request, opened, plan)) ?? (await byWhole(request, opened, plan, bare));
  let { pixels } = begun;
  for (const step of plan.steps.slice(begun.steps)) pixels = await apply(pixels, step, bare);
  return encode(asked, request.format, pixels);
}

/** Pixels, and how many steps are done in them. */
interface Begun {
  pixels: Pixels;
  steps: number;
}

/** Decodes only the rectangle that is cut out first. Returns null if there is none, or the file can't be decoded so. */
async function byRegion(request: TransformRequest, opened: Opened, { region, head, steps }: Layout): Promise<Begun | null> {
  if (!region) return null;
  const cut = scaledCut(region.cut, request.whole, opened.upright);
  const pixels = await decodeRegion(request, opened, cut, head === 1 ? steps[1]!.inner : region.to);
  return pixels && { pixels, steps: 1 };
}

/** Decodes the whole picture, no larger than the first size needs it, and does the steps before that size. */
async function byWhole(request: TransformRequest, opened: Opened, plan: Layout, bare: ReturnType<typeof bareColour>): Promise<Begun> {
  const steps = Math.max(0, plan.head);
  const early = earlyArea(opened.upright, plan, request.whole);
  let pixels = await decodePixels(request, opened, plan.head === 0 ? plan.steps[0]!.inner : early);
  for (const step of earlySteps(plan.steps.slice(0, steps), early)) pixels = await apply(pixels, step, bare);
  return { pixels, steps };
}

function pixelsOf({ width, height }: Area): number {
  return width * height;
}

/** The colour of what is bare at a step, as sharp takes it. */
function bareColour({ format, matte }: Transform): (background: string | null) => string | typeof TRANSPARENT {
  const otherwise = format === 'jpg' ? `#${matte ?? 'FFFFFF'}` : TRANSPARENT;
  return (background) => (background === null ? otherwise : `#${background}`);
}

/** Does one step. */
async function apply(pixels: Pixels, { step, to, inner, cut }: PlannedStep, bare: ReturnType<typeof bareColour>): Promise<Pixels> {
  const [a = 0, b = 0, c = 0, d = 0] = step.values;
  switch (step.name) {
    case 'SL':
    case 'SX':
    case 'SY':
    case 'SE':
      return resized(pixels, to);
    case 'SR':
      return raw(padded(from(await resized(pixels, inner)), inner, to, bare(step.background)));
    case 'SC': {
      const covering = await resized(pixels, inner);
      if (step.focus !== 'attention') return raw(from(covering).extract({ left: cut.x, top: cut.y, width: cut.width, height: cut.height }));
      return raw(from(covering).resize(to.width, to.height, { fit: 'cover', position: 'attention' }));
    }
    case 'CR':
    case 'CRP':
      return raw(from(pixels).extract({ left: cut.x, top: cut.y, width: cut.width, height: cut.height }));
    case 'PT':
      return turned(pixels, a, to, a % 90 === 0 ? TRANSPARENT : bare(step.background));
    case 'FLH':
      return raw(from(pixels).flop());
    case 'FLV':
      return raw(from(pixels).flip());
    case 'BL':
      return raw(from(pixels).blur(a));
    case 'SH':
      return raw(from(pixels).sharpen({ sigma: a }));
    case 'GR':
      return shades(pixels, (picture) => picture.greyscale());
    case 'BW':
      return shades(pixels, (picture) => picture.threshold(BLACK_BELOW));
    case 'BO':
      return raw(from(pixels).extend({ top: a, bottom: a, left: a, right: a, background: { r: b, g: c, b: d, alpha: 1 } }));
    case 'PE': {
      const { image, left, top } = await badge(a, to);
      return raw(from(pixels).composite([{ input: image, left, top }]));
    }
  }
}

async function resized(pixels: Pixels, { width, height }: Area): Promise<Pixels> {
  if (pixels.info.width === width && pixels.info.height === height) return pixels;
  return raw(from(pixels).resize(width, height, { fit: 'fill' }));
}

/** Puts a picture into the middle of a larger one. */
function padded(picture: Sharp, inner: Area, to: Area, background: string | typeof TRANSPARENT): Sharp {
  const [left, top] = [Math.floor((to.width - inner.width) / 2), Math.floor((to.height - inner.height) / 2)];
  return picture.extend({ left, top, right: to.width - inner.width - left, bottom: to.height - inner.height - top, background });
}

/** Three equal channels, and the transparency as it was: sharp's raw pixels of a grey picture are one channel. */
async function shades(pixels: Pixels, make: (picture: Sharp) => Sharp): Promise<Pixels> {
  const grey = await raw(from(await raw(make(from(pixels).removeAlpha()))));
  if (!hasAlpha(pixels)) return grey;
  const { data, info } = await raw(from(pixels).extractChannel('alpha'));
  return raw(from(grey).joinChannel(data, { raw: { width: info.width, height: info.height, channels: 1 } }));
}

/** The box around a turned picture is as large as the layout says, whatever the rounding of libvips makes of it. */
async function turned(pixels: Pixels, degrees: number, to: Area, background: string | typeof TRANSPARENT): Promise<Pixels> {
  const turning = await raw(from(pixels).rotate(degrees, { background }));
  const { width, height } = turning.info;
  if (width === to.width && height === to.height) return turning;
  const kept = { width: Math.min(width, to.width), height: Math.min(height, to.height) };
  const area = { left: Math.floor((width - kept.width) / 2), top: Math.floor((height - kept.height) / 2), ...kept };
  const cutOut = await raw(from(turning).extract(area));
  return raw(padded(from(cutOut), kept, to, background));
}

/** sharp writes no metadata by default: no EXIF, no place, no profile. Without a profile the pixels are sRGB. */
async function encode({ quality, kilobytes, matte }: Transform, format: Format, made: Pixels): Promise<Buffer> {
  const isFlattened = hasAlpha(made) && !FORMATS[format].hasAlpha;
  const pixels = isFlattened ? await raw(from(made).flatten({ background: `#${matte ?? 'FFFFFF'}` })) : made;
  const data =
    kilobytes === null
      ? await write(format, pixels, quality ?? FORMATS[format].quality ?? 0)
      : await largestWithin(kilobytes * 1000, format, pixels);
  if (data.length <= MAX_RESULT_BYTES) return data;
  const most = MAX_RESULT_BYTES / 1e6;
  throw new ImageError('TOO_MANY_PIXELS', `The result has more than ${most} MB; use a smaller size, a lower quality or another format.`);
}

/** The best of the qualities with which the file has at most so many bytes, else the lowest. */
async function largestWithin(bytes: number, format: Format, pixels: Pixels): Promise<Buffer> {
  let best: Buffer | undefined;
  let smallest: Buffer | undefined;
  for (let [low, high] = [0, KB_QUALITIES.length - 1]; low <= high;) {
    const middle = (low + high) >> 1;
    const data = await write(format, pixels, KB_QUALITIES[middle]!);
    if (data.length <= bytes) {
      best = data;
      low = middle + 1;
    } else {
      smallest = data;
      high = middle - 1;
    }
  }
  return best ?? smallest!;
}

function write(format: Format, pixels: Pixels, quality: number): Promise<Buffer> {
  const picture = from(pixels);
  switch (format) {
    case 'jpg':
      return picture.jpeg({ quality }).toBuffer();
    case 'webp':
      return picture.webp({ quality, effort: 2 }).toBuffer();
    case 'avif':
      return picture.avif({ quality, effort: 2, chromaSubsampling: '4:2:0' }).toBuffer();
    case 'png':
      return picture.png().toBuffer();
  }
}
