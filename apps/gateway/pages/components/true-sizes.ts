import type { ImageSize } from '#libs/api/image.js';
import { VARIANT_NAMES, type VariantName } from '#libs/domain/variants.js';

interface Shape {
  width: number;
  height: number;
}

/** The height of a row in a grid, and how much it may grow: client/styles/pictures.css lays it out. */
const ROW = 'clamp(100px, 15vw, 216px)';
const MOST_GROWTH = 1.7;

/** The attribute `sizes` of a tile: as the browser laid it out, or, where it can't tell by itself yet, at most. */
export function tileSizes({ width, height }: Shape): string {
  return `auto, min(100vw, ${ROW} * ${round((MOST_GROWTH * width) / height)})`;
}

/** What is above and below a picture on its page, and beside it in a wide window, in pixels: client/styles/viewer.css. */
const AROUND = 226;
const BESIDE = 352;

/** The attribute `sizes` of the picture on its page, which is as large as the window allows. */
export function stageSizes({ width, height }: Shape): string {
  const byHeight = `max(280px, 100vh - ${AROUND}px) * ${round(width / height)}`;
  return `(min-width: 1000px) min(100vw - ${BESIDE}px, ${byHeight}), min(100vw, ${byHeight})`;
}

/** What is above and below a picture on the page of a share: client/styles/share.css. */
const AROUND_SHARED = 290;

/** The attribute `sizes` of the picture on its page in a share, which is never larger than the largest size that is shared. */
export function sharedSizes({ width, height }: Shape, largest: number): string {
  return `min(100vw, ${largest}px, max(120px, 100vh - ${AROUND_SHARED}px) * ${round(width / height)})`;
}

/**
 * The attribute `srcset`: the variants that are ready, without those that are no larger than one before; undefined when there is
 * nothing to choose. Never the original.
 */
export function variantSet({ sizes }: { sizes: Record<VariantName, Pick<ImageSize, 'state' | 'width' | 'url'>> }): string | undefined {
  const larger: string[] = [];
  let widest = 0;
  for (const name of VARIANT_NAMES) {
    const { state, width, url } = sizes[name];
    if (state !== 'ready' || !width || width <= widest) continue;
    larger.push(`${url} ${width}w`);
    widest = width;
  }
  return larger.length > 1 ? larger.join(', ') : undefined;
}

function round(number: number): number {
  return Math.ceil(number * 1000) / 1000;
}
