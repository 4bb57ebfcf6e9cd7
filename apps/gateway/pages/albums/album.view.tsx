import type { VNode } from 'preact';

import type { Album } from '#libs/contract/album.js';
import type { Image } from '#libs/contract/image.js';
import type { Share } from '#libs/contract/share.js';

import { countInWords } from '../components/format.js';
import { Grid, pollOf } from '../components/grid.js';
import { Icon } from '../components/icons.js';
import { Layout } from '../components/layout.js';
import { fromAlbum } from '../picture/list-context.js';
import { Selection } from '../selection/selection.view.js';
import { Toast } from '../selection/toast.view.js';

export interface AlbumProps {
  user: { name: string };
  album: Album;
  /** In the order of the album. */
  items: readonly Image[];
  /** The page that begins with the first. */
  first: boolean;
  /** Cursor of the next page; null at the end. */
  next: string | null;
  /** Of links to it that are open: whoever puts a picture in should know that others see it. */
  links: readonly Share[];
  /** What was deleted just now. */
  undo: readonly string[];
}

export function AlbumView({ user, album, items, first, next, links, undo }: AlbumProps): VNode {
  const { list, query } = fromAlbum(album.id);
  const upload = `/${user.name}/upload/?album=${album.id}`;
  return (
    <Layout title={album.name} user={user} here="albums">
      <div class="bar">
        <h1>{album.name}</h1>
        <a class="plain" href={`/${user.name}/albums/`}>
          <Icon name="back" />
          Albums
        </a>
        <a class="plain" href={`${album.page}edit`}>
          <Icon name="edit" />
          Edit
        </a>
        <a class="plain" href={`/${user.name}/share/?album=${album.id}`}>
          <Icon name="link" />
          Share
        </a>
        <a class="button" href={upload}>
          <Icon name="upload" />
          Upload into it
        </a>
      </div>
      <Selection user={user} back={list} album={album} />
      <Toast user={user} undo={undo} back={list} />
      <div id="live" data-poll={pollOf(items)}>
        <p class="quiet album-count">
          {countInWords(album.images)}, {album.order === 'hand' ? 'in your order' : 'newest first'}
          {links.length > 0 && (
            <>
              {' · '}
              <a href={`/${user.name}/shares/${links.length === 1 ? links[0]!.id : ''}`}>
                {links.length === 1 ? 'Shared by a link' : `Shared by ${links.length} links`}
              </a>
            </>
          )}
        </p>
        {items.length === 0 && first && (
          <section class="empty">
            <Icon name="album" />
            <h2>Nothing in it yet</h2>
            <p>Upload pictures into it, or select some of yours and add them from there.</p>
          </section>
        )}
        {items.length === 0 && !first && <p class="quiet">No more pictures.</p>}
        {items.length > 0 && <Grid user={user} items={items} query={query} eager={10} selectable />}
        {next && (
          <p class="further">
            <a class="button calm" href={`${album.page}?before=${encodeURIComponent(next)}`}>
              Show more
            </a>
          </p>
        )}
      </div>
    </Layout>
  );
}
