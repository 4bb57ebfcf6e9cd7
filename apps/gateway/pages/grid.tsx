import type { VNode } from 'preact';

import type { Image } from '#libs/contract/image.js';

import { Icon } from './icons.js';
import { mark, Picture, shapeClass } from './parts.js';

/** Which pictures are still in work, when any of these is: the client asks this address until the answer stays the same. */
export function pollOf(items: readonly Image[]): string | undefined {
  return items.some(({ state }) => state === 'processing') ? '/api/images?state=processing&limit=500' : undefined;
}

interface GridProps {
  user: { name: string };
  items: readonly Image[];
  /** How many of them are likely to be seen at once, and so are loaded at once. */
  eager?: number;
}

/** Thumbnails, each a link to its picture. */
export function Grid({ user, items, eager = 10 }: GridProps): VNode {
  return (
    <ul class="grid">
      {items.map((image, index) => (
        <li key={image.id} class={shapeClass(image)} data-mark={mark(image)}>
          <a href={`/${user.name}/view/${image.id}`} title={image.name}>
            <Picture image={image} size={image.sizes.s} eager={index < eager} />
            <Badge image={image} />
          </a>
        </li>
      ))}
    </ul>
  );
}

function Badge({ image }: { image: Image }): VNode | null {
  if (image.state === 'rejected') {
    return (
      <span class="badge failed">
        <Icon name="warning" />
        Can’t be shown
      </span>
    );
  }
  return image.sizes.s.state === 'ready' ? null : <span class="badge">Preparing…</span>;
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
