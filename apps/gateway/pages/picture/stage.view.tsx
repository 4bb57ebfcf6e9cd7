import type { VNode } from 'preact';

import type { Image, ImageSize } from '#libs/api/image.js';
import { isShownByBrowsers } from '#libs/domain/image-types.js';
import { LARGEST, VARIANT_NAMES, type SizeName } from '#libs/domain/variants.js';

import { Icon } from '../components/icons.js';
import { isAnimated, Picture } from '../components/parts.js';
import { tileAttributes } from '../components/tiles.js';
import { stageSizes } from '../components/true-sizes.js';
import type { PictureProps } from './picture-props.js';

/** Pixels from which on an image fills the stage. A smaller one would be blurred. */
const MIN_FILL = 1_000;

/** The picture as large as the window allows, with links to its neighbours. */
export function Stage({ user, image, size, fitted, from, beside }: Omit<PictureProps, 'refused' | 'presets' | 'address'>): VNode {
  const shows = shownAs(image, size);
  const tiles = image.state === 'ready' ? tileAttributes(image, `/iiif/3/${image.id}`) : null;
  const [before, after] = from.beside;
  const to = (other: Image) => `/${user.name}/view/${other.id}${fitted ? '' : `/${size}`}${from.query}`;
  return (
    <div class={`stage ${shows}`} data-stage="" data-zoom={tiles ? undefined : zoomSource(image)?.url} {...tiles}>
      {shows === 'download' && (
        <p>
          Browsers can’t show this file type. <a href={`/get/${image.id}/o?download`}>Download it</a>, or choose another size.
        </p>
      )}
      {shows === 'broken' && <Icon name="warning" />}
      {shows === 'shown' && <Shown image={image} size={size} fitted={fitted} />}
      {shows === 'shown' && size !== 'o' && isAnimated(image) && image.state === 'ready' && (
        <a class="button calm play" href={`/${user.name}/view/${image.id}/o${from.query}`}>
          Play GIF
        </a>
      )}
      {beside.newer && (
        <a
          class="beside newer"
          rel="prev"
          href={to(beside.newer)}
          data-key="ArrowLeft"
          title={`${before} (←)`}
          aria-label={`${before} picture`}
        >
          <Icon name="back" />
        </a>
      )}
      {beside.older && (
        <a
          class="beside older"
          rel="next"
          href={to(beside.older)}
          data-key="ArrowRight"
          title={`${after} (→)`}
          aria-label={`${after} picture`}
        >
          <Icon name="forward" />
        </a>
      )}
    </div>
  );
}

/** The one size that the address names; without one the variant that is as large as what is shown. */
function Shown({ image, size, fitted }: Pick<PictureProps, 'image' | 'size' | 'fitted'>): VNode {
  const ready = VARIANT_NAMES.filter((name) => image.sizes[name].state === 'ready');
  const largest = image.sizes[ready.at(-1) ?? size];
  // A small picture is shown as it is.
  const own = fitted && !fills(largest) ? largest : image.sizes[size];
  const choice = fitted && fills(largest) ? { sizes: stageSizes(image) } : {};
  return <Picture image={image} size={own} class={fills(own) || 'sizes' in choice ? 'shown fill' : 'shown'} eager {...choice} />;
}

/** An original that could not be decoded is not sent to the browser's decoder either. */
function shownAs(image: Image, size: SizeName): 'shown' | 'download' | 'broken' {
  if (size === 'o' && !isShownByBrowsers(image.type)) return 'download';
  return image.state === 'rejected' && (size === 'o' || image.sizes[size].state !== 'ready') ? 'broken' : 'shown';
}

function fills({ width, height }: ImageSize): boolean {
  return Math.max(width ?? 0, height ?? 0) >= MIN_FILL;
}

/** The image for zooming: the original, or the largest variant when browsers can't show that. */
function zoomSource({ state, type, sizes }: Image): ImageSize | null {
  if (state === 'rejected') return null;
  if (isShownByBrowsers(type)) return sizes.o;
  return sizes[LARGEST].state === 'ready' ? sizes[LARGEST] : null;
}
