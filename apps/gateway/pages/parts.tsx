import type { VNode } from 'preact';

import type { Image, ImageSize } from '#libs/contract/image.js';

import { formatTime } from './format.js';

/** A moment; the client shows it in the visitor's zone. */
export function Time({ iso }: { iso: string }): VNode {
  return <time dateTime={iso}>{formatTime(iso)}</time>;
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
    return <svg class={`box ${state} ${name}`} role="img" aria-label={image.name} width={width} height={height} viewBox={`0 0 ${width} ${height}`} data-thumbhash={hash} />;
  }
  return (
    <img
      class={name}
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

/** What makes this picture's tile another than before: the client keeps the tiles whose mark has not changed. */
export function mark({ id, generation, state, name, sizes }: Image): string {
  return [id, generation, state, sizes.s.state, sizes.s.url, name].join(' ');
}
