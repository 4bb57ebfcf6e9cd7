import type { VNode } from 'preact';

import type { Image, ImageSize } from '#libs/api/image.js';
import type { VariantName } from '#libs/domain/variants.js';

import { formatTaken, formatTime } from './format.js';
import { variantSet } from './true-sizes.js';

/** A time, or only its date. The client shows it in the time zone of the browser. */
export function Time({ iso, dayOnly = false }: { iso: string; dayOnly?: boolean }): VNode {
  return (
    <time dateTime={iso} data-day={dayOnly ? '' : undefined}>
      {formatTime(iso, dayOnly)}
    </time>
  );
}

/** The time on the clock of the camera, which has no zone. The client doesn't convert it. */
export function TakenTime({ iso }: { iso: string }): VNode {
  return (
    <time dateTime={iso} data-zone="UTC">
      {formatTaken(iso)}
    </time>
  );
}

/** What pages show of a size. */
export type ShownSize = Pick<ImageSize, 'state' | 'width' | 'height' | 'url'>;
/** What `Picture` shows of an image. */
export type ShownPicture = Pick<Image, 'name' | 'type' | 'state' | 'width' | 'height' | 'thumbhash'> & {
  sizes: Record<VariantName, ShownSize>;
};

interface PictureProps {
  image: ShownPicture;
  size: ShownSize;
  class?: string;
  /** Probably visible: loaded immediately, or, where only the layout tells how large it is, before others. */
  eager?: boolean;
  /** The attribute `sizes`: with it, browsers load the variant that is as large as what they show. */
  sizes?: string;
}

/**
 * The image at a size. While that variant is not ready: a box of the same shape, which the client fills with the thumbhash.
 * Width and height are set, so that the page doesn't move when the image loads.
 */
export function Picture({ image, size, class: name = '', eager = false, sizes }: PictureProps): VNode {
  const { thumbhash = null } = image;
  const hash = thumbhash ?? undefined;
  if (size.state !== 'ready' || !size.width || !size.height) {
    const { width, height } = image;
    const state = image.state === 'rejected' ? 'rejected' : 'waiting';
    return (
      <svg
        class={`box ${state} ${name}`.trimEnd()}
        role="img"
        aria-label={image.name}
        width={width}
        height={height}
        viewBox={`0 0 ${width} ${height}`}
        data-thumbhash={hash}
      />
    );
  }
  return (
    <img
      class={`${name}${isSeeThrough(image) ? ' see-through' : ''}`.trim() || undefined}
      src={size.url}
      width={size.width}
      height={size.height}
      alt={image.name}
      {...choiceOf(image, sizes)}
      {...loading(eager, sizes)}
      decoding="async"
      data-thumbhash={hash}
    />
  );
}

function choiceOf(image: ShownPicture, sizes: string | undefined): object {
  const srcset = sizes && variantSet(image);
  return srcset ? { srcset, sizes } : {};
}

/** Whether the picture has transparent pixels, by the flag of its thumbhash (bit 23 of its header): a squared ground is shown behind them. */
function isSeeThrough({ thumbhash }: Pick<Image, 'thumbhash'>): boolean {
  return thumbhash !== null && (Buffer.from(thumbhash, 'base64')[2] ?? 0) >= 0x80;
}

/** Whether the original moves, which no smaller size does. Of the other types only their bytes would tell. */
export function isAnimated({ type }: Pick<Image, 'type'>): boolean {
  return type === 'image/gif';
}

/** `auto` in `sizes` holds for images that are loaded lazily (HTML, "allows auto-sizes"). */
export function loading(eager: boolean, sizes = ''): object {
  if (!eager) return { loading: 'lazy' };
  return sizes.startsWith('auto') ? { loading: 'lazy', fetchpriority: 'high' } : { loading: 'eager' };
}

/**
 * Width / height in percent, in steps of 1/18: less than 4 % of a side is cropped. client/styles/shapes.css has a class for each.
 */
export const SHAPES = [
  40, 42, 45, 47, 50, 53, 56, 60, 63, 67, 71, 75, 80, 85, 90, 95, 100, 106, 112, 118, 125, 133, 141, 150, 159, 168, 178, 188, 200, 212, 224,
  238, 252, 267, 283, 300, 318, 336, 356, 377, 400,
];

/** The closest of SHAPES to the shape of an image. */
export function shapeOf({ width, height }: Pick<Image, 'width' | 'height'>): number {
  // By logarithm: twice as wide is as far away as half as wide.
  const distance = (shape: number) => Math.abs(Math.log((100 * width) / height / shape));
  return SHAPES.reduce((best, next) => (distance(next) < distance(best) ? next : best));
}

/** The anchor of an image in its list. */
export function anchorOf({ id }: Pick<Image, 'id'>): string {
  return `p-${id}`;
}

/** Changes with the content of an image's tile: the client keeps tiles whose value is the same. */
export function mark({ id, generation, state, name, sizes }: ShownPicture & Pick<Image, 'id' | 'generation'>): string {
  return [id, generation, state, sizes.s.state, name].join(' ');
}
