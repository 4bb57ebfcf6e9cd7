import type { VNode } from 'preact';

import type { Image } from '#libs/contract/image.js';

import { Icon } from './icons.js';
import { Tile } from './tile.js';

/** Which pictures are still in work, when any of these is: the client asks this address until the answer stays the same. */
export function pollOf(items: readonly Image[]): string | undefined {
  return items.some(({ state }) => state === 'processing') ? '/api/images?state=processing&limit=500' : undefined;
}

export interface GridProps {
  user: { name: string };
  items: readonly Image[];
  /** What the addresses of the pictures carry, so that their pages know the list. */
  query?: string;
  /** How many of them are likely to be seen at once, and so are loaded at once. */
  eager?: number;
  /** On pages that have the form of the selection: a box at each. */
  selectable?: boolean;
  /** Cursor of what comes next in this grid; null: nothing. */
  next?: string | null;
}

/** Thumbnails in rows, each a link to its picture, with a box to select it. */
export function Grid({ user, items, query = '', eager = 0, selectable = false, next }: GridProps): VNode {
  return (
    <ul class="grid" data-next={next ?? undefined}>
      {items.map((image, index) => (
        <Tile key={image.id} user={user} image={image} query={query} eager={index < eager} selectable={selectable} />
      ))}
    </ul>
  );
}

/** In the place of a grid without pictures. */
export function NoPictures({ user }: { user: { name: string } }): VNode {
  return (
    <section class="empty">
      <Icon name="pictures" />
      <h2>Nothing here yet</h2>
      <p>Choose your first pictures, or drop them anywhere on this page.</p>
      <a class="button" href={`/${user.name}/upload/`}>
        <Icon name="upload" />
        Upload pictures
      </a>
    </section>
  );
}
