import type { VNode } from 'preact';

import type { Image } from '#libs/api/image.js';

import { Icon } from './icons.js';
import { tileHtml } from './tile.js';

/** The address that the client polls while any of these images is being processed; undefined when none is. */
export function pollOf(items: readonly Image[]): string | undefined {
  return items.some(({ state }) => state === 'processing') ? '/api/images?state=processing&limit=500' : undefined;
}

/** Pictures that fill the largest usual window. */
const SCREENFUL = 40;

/**
 * In the head of a page with a grid: the browser paints once a screenful of pictures is there, since a row that still grows moves what is in it
 * (HTML, link type "expect").
 */
export function PaintWithFirstRows(): VNode {
  // As a spread: the types of preact do not know the attribute yet.
  return <link rel="expect" href="#first-rows" {...{ blocking: 'render' }} />;
}

/** The id of the picture that the browser waits for, undefined for the others. */
export function firstRowsId(index: number, count: number): string | undefined {
  return index === Math.min(count, SCREENFUL) - 1 ? 'first-rows' : undefined;
}

export interface GridProps {
  user: { name: string };
  items: readonly Image[];
  /** Query of the links to the images, which tells their pages the list. */
  query?: string;
  /** How many images are loaded immediately, because they are probably visible. */
  eager?: number;
  /** Whether each image has a checkbox. The page must contain the Selection form. */
  selectable?: boolean;
  /** Cursor of the rest of this grid; null at the end. */
  next?: string | null;
}

/** Thumbnails in rows, each a link to the page of its image. */
export function Grid({ user, items, query = '', eager = 0, selectable = false, next }: GridProps): VNode {
  const tiles = items.map((image, index) => {
    const id = eager > 0 ? firstRowsId(index, items.length) : undefined;
    return tileHtml({ id, user, image, query, eager: index < eager, selectable });
  });
  return <ul class="grid" data-next={next ?? undefined} dangerouslySetInnerHTML={{ __html: tiles.join('') }} />;
}

/** Shown instead of an empty grid. */
export function NoPictures({ user }: { user: { name: string } }): VNode {
  return (
    <section class="empty">
      <Icon name="pictures" />
      <h2>No pictures yet</h2>
      <p>Upload your first pictures, or drop them anywhere on this page.</p>
      <a class="button" href={`/${user.name}/upload/`}>
        <Icon name="upload" />
        Upload pictures
      </a>
    </section>
  );
}
