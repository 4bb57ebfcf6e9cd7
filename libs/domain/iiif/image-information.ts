import type { Area } from '../transform/layout.js';
import { MAX_PIXELS, MAX_SIDE } from '../transform/modifiers.js';
import { fit, VARIANT_NAMES } from '../variants.js';
import { largestOf } from './image-request.js';

export const IMAGE_CONTEXT = 'http://iiif.io/api/image/3/context.json';
/** The compliance level that is offered, as a profile link names it (section 6). */
export const PROFILE = 'http://iiif.io/api/image/3/level2.json';
/** Side of a tile, in pixels. */
const TILE = 512;

/** The image information of an image (IIIF Image API 3.0, section 5). */
export interface ImageInformation {
  '@context': string;
  id: string;
  type: 'ImageService3';
  protocol: string;
  profile: 'level2';
  width: number;
  height: number;
  maxWidth: number;
  maxHeight: number;
  maxArea: number;
  sizes: Area[];
  tiles: { width: number; scaleFactors: number[] }[];
  extraFormats: string[];
  extraQualities: string[];
  extraFeatures: string[];
}

/** @param id the address of the image service @param whole the upright image, no larger than it may be seen */
export function imageInformation(id: string, whole: Area): ImageInformation {
  return {
    '@context': IMAGE_CONTEXT,
    id,
    type: 'ImageService3',
    protocol: 'http://iiif.io/api/image',
    profile: 'level2',
    ...whole,
    maxWidth: MAX_SIDE,
    maxHeight: MAX_SIDE,
    maxArea: MAX_PIXELS,
    sizes: sizesOf(whole),
    tiles: [{ width: TILE, scaleFactors: scaleFactors(whole) }],
    extraFormats: ['webp', 'avif'],
    extraQualities: ['color', 'gray', 'bitonal'],
    extraFeatures: ['canonicalLinkHeader', 'mirroring', 'profileLinkHeader', 'rotationArbitrary'],
  };
}

/** Those that the drive has already, and the largest. */
function sizesOf(whole: Area): Area[] {
  const sizes = [...VARIANT_NAMES.map((name) => fit(whole.width, whole.height, name)), largestOf(whole)];
  return sizes.filter(({ width }, index) => width > (sizes[index - 1]?.width ?? 0));
}

/** Powers of two, until the whole image is one tile. */
function scaleFactors({ width, height }: Area): number[] {
  const factors = [1];
  while (Math.max(width, height) / factors.at(-1)! > TILE) factors.push(factors.at(-1)! * 2);
  return factors;
}
