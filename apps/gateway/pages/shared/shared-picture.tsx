import type { VNode } from 'preact';

import type { SharedImage, SharedSize } from '#libs/api/share.js';
import { isShownByBrowsers } from '#libs/domain/image-types.js';
import { DEFAULT_SIZE, SIZE_NAMES, standInsFor, VARIANT_NAMES } from '#libs/domain/variants.js';

import { loading } from '../components/parts.js';

/** The shared sizes that browsers can show, smallest first. */
export function shownSizes({ sizes }: Pick<SharedImage, 'sizes'>): SharedSize[] {
  return SIZE_NAMES.flatMap((name) => sizes[name] ?? []).filter(({ type }) => isShownByBrowsers(type));
}

/** The size for places that take only one: the default, else the nearest larger, the nearest smaller, the original. */
export function mainSize({ sizes }: Pick<SharedImage, 'sizes'>): SharedSize | null {
  const names = new Set([...standInsFor(DEFAULT_SIZE), ...VARIANT_NAMES.toReversed(), ...SIZE_NAMES]);
  return [...names].map((name) => sizes[name]).find((size) => size && isShownByBrowsers(size.type)) ?? null;
}

/** The same picture without its original; null when no other size can be shown. */
export function withoutOriginal(image: SharedImage): SharedImage | null {
  const others = { ...image, sizes: { ...image.sizes, o: null } };
  return shownSizes(others).length > 0 ? others : null;
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
      {...loading(eager, sizes)}
      decoding="async"
      data-thumbhash={hash}
    />
  );
}
