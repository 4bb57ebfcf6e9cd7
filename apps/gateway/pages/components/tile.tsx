import type { VNode } from 'preact';

import type { Image } from '#libs/api/image.js';
import { mapVariants } from '#libs/domain/variants.js';

import { Icon } from './icons.js';
import { keptHtml } from './kept-html.js';
import { anchorOf, isAnimated, mark, Picture, shapeOf, type ShownPicture, type ShownSize } from './parts.js';
import { tileSizes } from './true-sizes.js';

/** The narrowest shape of a failed image: its message needs the space. */
const MIN_FAILED_SHAPE = 150;

/** What a tile shows of an image, and nothing else. */
type ShownImage = ShownPicture & Pick<Image, 'id' | 'generation' | 'reason'>;

interface TileProps {
  /** Of its element. */
  id?: string | undefined;
  user: { name: string };
  image: ShownImage;
  /** Query of the link to its page. */
  query: string;
  eager: boolean;
  selectable: boolean;
}

/** So many tiles take about 3 MB. */
const MOST_KEPT = 2_000;
const keptTile = keptHtml(Tile, MOST_KEPT);

/** The HTML of one image in a grid. To render the tiles takes most of the time of a page. */
export function tileHtml({ user: { name }, image, ...more }: Omit<TileProps, 'image'> & { image: Image }): string {
  return keptTile({ ...more, user: { name }, image: shownOf(image) });
}

function shownOf({ id, name, type, state, reason, width, height, thumbhash, generation, sizes }: Image): ShownImage {
  const shown = mapVariants((size) => shownSize(sizes[size]));
  return { id, name, type, state, reason, width, height, thumbhash, generation, sizes: shown };
}

function shownSize({ state, width, height, url }: ShownSize): ShownSize {
  return { state, width, height, url };
}

/** `data-mark` tells the client whether its content changed. */
function Tile({ id, user, image, query, eager, selectable }: TileProps): VNode {
  const failed = image.state === 'rejected' && image.sizes.s.state !== 'ready';
  const shape = failed ? Math.max(MIN_FAILED_SHAPE, shapeOf(image)) : shapeOf(image);
  const href = `/${user.name}/view/${image.id}${query}`;
  return (
    <li
      id={id}
      class={`shape-${shape}`}
      data-id={image.id}
      data-mark={mark(image)}
      data-unfinished={image.state === 'processing' ? '' : undefined}
    >
      <a id={anchorOf(image)} href={href} title={image.name}>
        {failed ? (
          <Failed image={image} />
        ) : (
          <>
            <Picture image={image} size={image.sizes.s} eager={eager} sizes={tileSizes(image)} />
            <Badge image={image} />
          </>
        )}
      </a>
      {failed && <Retry user={user} image={image} query={query} />}
      {selectable && <Check image={image} />}
    </li>
  );
}

/** A checkbox of the Selection form, which may be anywhere on the page. */
export function Check({ image }: { image: Pick<Image, 'id' | 'name'> }): VNode {
  return (
    <label class="pick">
      <input type="checkbox" name="ids" value={image.id} form="selection" aria-label={`Select ${image.name}`} autocomplete="off" />
    </label>
  );
}

/** Small tiles show only the first sentence of the reason; the page of the image shows all of it. */
function Failed({ image }: { image: ShownImage }): VNode {
  const why = image.reason?.detail ?? 'It could not be read.';
  const end = why.indexOf('. ') + 1 || why.length;
  return (
    <span class="failed">
      <strong>
        <Icon name="warning" />
        Can’t be shown
      </strong>
      <span class="why">
        {why.slice(0, end)}
        {end < why.length && <span class="rest">{why.slice(end)}</span>}
      </span>
      <span class="name">{image.name}</span>
    </span>
  );
}

function Retry({ user, image, query }: Pick<TileProps, 'user' | 'image' | 'query'>): VNode {
  return (
    <form class="again" method="post" action={`/${user.name}/view/${image.id}/retry${query}`} data-retry={image.id}>
      <button class="button calm" aria-label={`Try again: ${image.name}`}>
        Try again
      </button>
    </form>
  );
}

function Badge({ image }: { image: ShownImage }): VNode | null {
  if (image.state === 'rejected') return <span class="badge bad">Can’t be shown</span>;
  if (image.sizes.s.state === 'ready') return isAnimated(image) ? <span class="badge">GIF</span> : null;
  return <span class="badge preparing">Preparing…</span>;
}
