import { type Area, fits, type Rectangle, turned } from '../transform/layout.js';
import { BadTransform, type Format, FORMAT_NAMES, MAX_PIXELS, MAX_SIDE } from '../transform/modifiers.js';

// Image requests of the IIIF Image API 3.0 (https://iiif.io/api/image/3.0/, section 4), as the modifiers of an image address. The image is
// the upright one.

export const QUALITIES = ['default', 'color', 'gray', 'bitonal'] as const;
type Quality = (typeof QUALITIES)[number];

/** `{region}/{size}/{rotation}/{quality}.{format}`, decoded. */
export interface Written {
  region: string;
  size: string;
  rotation: string;
  /** Quality and format. */
  file: string;
}

export interface ImageRequest {
  /** Without the underscores around them: a rectangle, a size, mirrored, turned, a quality. */
  modifiers: string;
  format: Format;
  /** The same in the canonical form (section 4.8). */
  canonical: string;
}

/** What the modifiers of a quality are; the default is in colour. */
const MODIFIER_OF: Record<Quality, string | null> = { default: null, color: null, gray: 'GR', bitonal: 'BW' };
const DECIMAL = /^\d{1,12}(?:\.\d{1,12})?$/;

/** Reads an image request. @param whole the upright image, no larger than it may be seen @throws BadTransform */
export function parseImageRequest({ region, size, rotation, file }: Written, whole: Area): ImageRequest {
  const cut = parseRegion(region, whole);
  const scaled = parseSize(size, cut);
  const { isMirrored, degrees } = parseRotation(rotation);
  const [quality, format] = parseFile(file);
  if (!fits(turned(scaled, degrees))) {
    const bound = `${MAX_SIDE} a side and ${MAX_PIXELS / 1e6} megapixels`;
    throw new BadTransform(`The rotation "${shown(rotation)}" makes the image larger than ${bound}; use a smaller size.`);
  }
  const isWhole = cut.width === whole.width && cut.height === whole.height;
  const most = largestOf(cut);
  const modifiers = [
    isWhole ? null : `CR${cut.x},${cut.y},${cut.width},${cut.height}`,
    isSame(scaled, cut) ? null : `SE${scaled.width},${scaled.height}`,
    isMirrored ? 'FLH' : null,
    ...turn(degrees, format),
    MODIFIER_OF[quality],
  ];
  const canonical = [
    isWhole ? 'full' : `${cut.x},${cut.y},${cut.width},${cut.height}`,
    isSame(scaled, most) ? 'max' : `${scaled.width},${scaled.height}`,
    `${isMirrored ? '!' : ''}${degrees}`,
    `${quality === 'color' ? 'default' : quality}.${format}`,
  ];
  return { modifiers: modifiers.filter((one) => one !== null).join('_'), format, canonical: canonical.join('/') };
}

/** Section 4.1: what lies outside the image is cut off. */
function parseRegion(text: string, { width, height }: Area): Rectangle {
  if (text === 'full') return { x: 0, y: 0, width, height };
  if (text === 'square') {
    const side = Math.min(width, height);
    return { x: Math.floor((width - side) / 2), y: Math.floor((height - side) / 2), width: side, height: side };
  }
  const isPercent = text.startsWith('pct:');
  const numbers = numbersOf(isPercent ? text.slice(4) : text, { count: 4, isWhole: !isPercent });
  if (!numbers) throw new BadTransform(`The region "${shown(text)}" is not understood; use full, square, x,y,w,h or pct:x,y,w,h.`);
  const [x, y, across, down] = numbers as [number, number, number, number];
  if (across === 0 || down === 0) throw new BadTransform(`The region "${shown(text)}" is empty; its width and its height are at least 1.`);
  const [left, right] = isPercent ? span(x, across, width) : [x, x + across];
  const [top, bottom] = isPercent ? span(y, down, height) : [y, y + down];
  if (left >= width || top >= height) {
    throw new BadTransform(`The region "${shown(text)}" is outside the image, which has ${width} × ${height} pixels; begin within it.`);
  }
  return { x: left, y: top, width: Math.min(right, width) - left, height: Math.min(bottom, height) - top };
}

/** Where a part begins and ends that is given in percent: it has at least one pixel. */
function span(start: number, length: number, whole: number): [first: number, end: number] {
  const first = Math.round((start / 100) * whole);
  return [first, Math.max(first + 1, Math.round(((start + length) / 100) * whole))];
}

/** Section 4.2. Nothing is made larger than it is, so that no form with ^ is known. */
function parseSize(text: string, region: Area): Area {
  const { width, height } = region;
  if (text === 'max') return largestOf(region);
  if (text.startsWith('^')) {
    throw new BadTransform(`The size "${shown(text)}" may enlarge the image, which is not offered; leave ^ out.`);
  }
  const result = sizeOf(text, region);
  if (!result) throw new BadTransform(`The size "${shown(text)}" is not understood; use max, w, or ,h or w,h or !w,h or pct:n.`);
  if (result.width > width || result.height > height) {
    throw new BadTransform(`The size "${shown(text)}" is larger than the region, which has ${width} × ${height} pixels; use max, or less.`);
  }
  if (!fits(result)) {
    const { width: most, height: high } = largestOf(region);
    throw new BadTransform(`The size "${shown(text)}" is larger than can be sent; use max, which is ${most},${high} here, or less.`);
  }
  return result;
}

/** Null for what is no size; what is too large is found by the caller. */
function sizeOf(text: string, { width, height }: Area): Area | null {
  const scaled = (scale: number): Area => ({ width: atLeastOne(width * scale), height: atLeastOne(height * scale) });
  if (text.startsWith('pct:')) {
    const [percent] = numbersOf(text.slice(4), { count: 1, isWhole: false }) ?? [];
    return percent ? scaled(percent / 100) : null;
  }
  const isConfined = text.startsWith('!');
  const [, across, down] = /^(\d{0,12}),(\d{0,12})$/.exec(isConfined ? text.slice(1) : text) ?? [];
  if (across === undefined || down === undefined || (across === '' && down === '')) return null;
  const [w, h] = [Number(across), Number(down)];
  if ((across !== '' && w === 0) || (down !== '' && h === 0)) return null;
  if (isConfined) {
    if (across === '' || down === '') return null;
    // The fit is as large as both allow. One that would enlarge needs ^, as the reference validators have it.
    return w / width <= h / height
      ? { width: w, height: atLeastOne((height * w) / width) }
      : { width: atLeastOne((width * h) / height), height: h };
  }
  if (down === '') return { width: w, height: atLeastOne((height * w) / width) };
  if (across === '') return { width: atLeastOne((width * h) / height), height: h };
  return { width: w, height: h };
}

/** The largest size in which a region is sent: itself, within the bounds of all results. */
export function largestOf({ width, height }: Area): Area {
  const scale = Math.min(1, MAX_SIDE / width, MAX_SIDE / height, Math.sqrt(MAX_PIXELS / (width * height)));
  if (scale === 1) return { width, height };
  return { width: Math.max(1, Math.floor(width * scale)), height: Math.max(1, Math.floor(height * scale)) };
}

/** Section 4.3: mirrored first, then turned clockwise. To a hundredth of a degree. */
function parseRotation(text: string): { isMirrored: boolean; degrees: number } {
  const isMirrored = text.startsWith('!');
  const [degrees] = numbersOf(isMirrored ? text.slice(1) : text, { count: 1, isWhole: false }) ?? [];
  if (degrees === undefined || degrees > 360) {
    throw new BadTransform(`The rotation "${shown(text)}" is not understood; use degrees from 0 to 360, with ! before them to mirror.`);
  }
  return { isMirrored, degrees: (Math.round(degrees * 100) / 100) % 360 };
}

/** What becomes bare is transparent, and black in a jpg, as the reference validators have it; what was transparent stays white there. */
function turn(degrees: number, format: Format): string[] {
  if (degrees === 0) return [];
  return format === 'jpg' && degrees % 90 !== 0 ? ['BG000000', `PT${degrees}`, 'BGFFFFFF'] : [`PT${degrees}`];
}

function parseFile(text: string): [Quality, Format] {
  const dot = text.lastIndexOf('.');
  const [name, extension] = dot < 0 ? [text, ''] : [text.slice(0, dot), text.slice(dot + 1)];
  const quality = QUALITIES.find((one) => one === name);
  if (!quality) throw new BadTransform(`There is no quality "${shown(name)}"; use ${QUALITIES.join(', ')}.`);
  const format = FORMAT_NAMES.find((one) => one === extension);
  if (!format) throw new BadTransform(`There is no format "${shown(extension)}"; use ${FORMAT_NAMES.join(', ')}.`);
  return [quality, format];
}

/** Numbers between commas (section 4.7: digits and a point); null for anything else. */
function numbersOf(text: string, { count, isWhole }: { count: number; isWhole: boolean }): number[] | null {
  const parts = text.split(',', count + 1);
  const isRight = parts.length === count && parts.every((part) => DECIMAL.test(part) && !(isWhole && part.includes('.')));
  return isRight ? parts.map(Number) : null;
}

function isSame(one: Area, other: Area): boolean {
  return one.width === other.width && one.height === other.height;
}

function atLeastOne(length: number): number {
  return Math.max(1, Math.round(length));
}

/** What somebody wrote, for a message: short, and without what does not print. */
function shown(text: string): string {
  const plain = text.replace(/[^\x20-\x7e]/gu, '?');
  return plain.length > 40 ? `${plain.slice(0, 40)}…` : plain;
}
