import type { VNode } from 'preact';

import { SHOWN_BY_BROWSERS } from '#libs/contract/image.js';
import type { SharedImage, SharedSize } from '#libs/contract/share.js';
import { DEFAULT_SIZE, SIZE_NAMES, standInsFor, type SizeName } from '#libs/domain/variants.js';

/** The preferred size first. */
const PREFERENCE = new Set<SizeName>([...standInsFor(DEFAULT_SIZE), ...SIZE_NAMES]);

/** The shared sizes that browsers can show, smallest first. */
export function shownSizes({ sizes }: Pick<SharedImage, 'sizes'>): SharedSize[] {
  return SIZE_NAMES.map((size) => sizes[size]).filter((size) => size !== null && SHOWN_BY_BROWSERS.includes(size.type)) as SharedSize[];
}

/** The size for places that take only one: medium, else the nearest larger, else a smaller one. */
export function mainSize({ sizes }: Pick<SharedImage, 'sizes'>): SharedSize | null {
  return [...PREFERENCE].map((size) => sizes[size]).find((size) => size && SHOWN_BY_BROWSERS.includes(size.type)) ?? null;
}

/** The attribute `srcset`. @param base precedes each address */
export function srcSet(image: Pick<SharedImage, 'sizes'>, base = ''): string {
  return shownSizes(image)
    .map(({ url, width }) => `${base}${url} ${width}w`)
    .join(', ');
}

interface Props {
  image: SharedImage;
  /** The attribute `sizes`. */
  sizes: string;
  class?: string;
  eager?: boolean;
}

/** The picture in all shared sizes, or a box of its shape when none can be shown. */
export function SharedPicture({ image, sizes, class: name, eager = false }: Props): VNode {
  const [smallest] = shownSizes(image);
  const { width, height, thumbhash } = image;
  const hash = thumbhash ?? undefined;
  if (!smallest) {
    const view = `0 0 ${width} ${height}`;
    return (
      <svg
        class={`box waiting ${name ?? ''}`.trimEnd()}
        role="img"
        aria-label={image.name}
        width={width}
        height={height}
        viewBox={view}
        data-thumbhash={hash}
      />
    );
  }
  const main = mainSize(image) ?? smallest;
  return (
    <img
      class={name}
      src={main.url}
      srcset={srcSet(image)}
      sizes={sizes}
      width={main.width}
      height={main.height}
      alt={image.name}
      loading={eager ? 'eager' : 'lazy'}
      decoding="async"
      data-thumbhash={hash}
    />
  );
}
