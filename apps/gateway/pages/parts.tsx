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
}

/**
 * The picture at a size, or as long as that is not made a box of the same shape, which the client fills with the thumbhash.
 * Width and height stand in it, so that nothing moves when the bytes arrive.
 */
export function Picture({ image, size, class: name = '', eager = false }: PictureProps): VNode {
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
      loading={eager ? 'eager' : 'lazy'}
      decoding="async"
      data-thumbhash={hash}
    />
  );
}

const SHAPES = { '1-2': 1 / 2, '2-3': 2 / 3, '3-4': 3 / 4, '1-1': 1, '4-3': 4 / 3, '3-2': 3 / 2, '16-9': 16 / 9, '2-1': 2, '3-1': 3 };

/** Class of the shape (width to height) that comes closest, for the rows of the list: a page can't hold styles of its own. */
export function shapeClass({ width, height }: Pick<Image, 'width' | 'height'>): string {
  // By their logarithms, so that twice as wide is as far off as half as wide.
  const distance = (shape: number) => Math.abs(Math.log(width / height / shape));
  const [closest] = Object.entries(SHAPES).reduce((best, next) => (distance(next[1]) < distance(best[1]) ? next : best));
  return `shape-${closest}`;
}

/** What makes this picture's tile another than before: the client keeps the tiles whose mark has not changed. */
export function mark({ id, generation, state, name, sizes }: Image): string {
  return [id, generation, state, sizes.s.state, name].join(' ');
}
