import type { VNode } from 'preact';

import type { Image, ImageSize } from '#libs/contract/image.js';

import { formatTaken, formatTime } from './format.js';

/** A moment, or the day of it; the client shows it in the visitor's zone. */
export function Time({ iso, dayOnly = false }: { iso: string; dayOnly?: boolean }): VNode {
  return (
    <time dateTime={iso} data-day={dayOnly ? '' : undefined}>
      {formatTime(iso, dayOnly)}
    </time>
  );
}

/** When a picture was taken, by the clock of its camera. The client leaves the hour alone: in another zone it would be a wrong one. */
export function TakenTime({ iso }: { iso: string }): VNode {
  return (
    <time dateTime={iso} data-zone="UTC">
      {formatTaken(iso)}
    </time>
  );
}

interface PictureProps {
  image: Image;
  size: ImageSize;
  class?: string;
  /** Loaded at once, not when it comes into view. */
  eager?: boolean;
  /** How wide it is shown, as in the attribute `sizes`: then browsers may take the medium size where pixels are small. */
  sizes?: string;
}

/**
 * The picture at a size, or as long as that is not made a box of the same shape, which the client fills with the thumbhash.
 * Width and height stand in it, so that nothing moves when the bytes arrive.
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
      class={name || undefined}
      src={size.url}
      width={size.width}
      height={size.height}
      alt={image.name}
      {...(sizes && choiceOf(image, sizes))}
      loading={eager ? 'eager' : 'lazy'}
      decoding="async"
      data-thumbhash={hash}
    />
  );
}

/** Small or medium, never the original. */
function choiceOf({ sizes: { s, m } }: Image, sizes: string): object {
  if (m.state !== 'ready' || !m.width || !s.width || m.width <= s.width) return {};
  return { srcset: `${s.url} ${s.width}w, ${m.url} ${m.width}w`, sizes };
}

/**
 * Width by height in hundredths, in steps of one eighteenth: a picture is cut by less than four hundredths of a side. client/styles/shapes.css
 * has a class for each.
 */
export const SHAPES = [
  40, 42, 45, 47, 50, 53, 56, 60, 63, 67, 71, 75, 80, 85, 90, 95, 100, 106, 112, 118, 125, 133, 141, 150, 159, 168, 178, 188, 200, 212, 224,
  238, 252, 267, 283, 300, 318, 336, 356, 377, 400,
];

/** The step that comes closest to the shape of a picture. */
export function shapeOf({ width, height }: Pick<Image, 'width' | 'height'>): number {
  // By their logarithms, so that twice as wide is as far off as half as wide.
  const distance = (shape: number) => Math.abs(Math.log((100 * width) / height / shape));
  return SHAPES.reduce((best, next) => (distance(next) < distance(best) ? next : best));
}

/** What makes this picture's tile another than before: the client keeps the tiles whose mark has not changed. */
export function mark({ id, generation, state, name, sizes }: Image): string {
  return [id, generation, state, sizes.s.state, name].join(' ');
}
