import type { VNode } from 'preact';

import type { Album } from '#libs/api/album.js';
import type { Image } from '#libs/api/image.js';
import type { Share } from '#libs/api/share.js';
import { countInWords } from '#libs/domain/format.js';

import { Grid, PaintWithFirstRows, pollOf } from '../components/grid.js';
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
  /** Whether this is the first page. */
  first: boolean;
  /** Cursor of this page. */
  before?: string | undefined;
  /** Cursor of the next page; null at the end. */
  next: string | null;
  /** Shares of the album that have not expired: people should know that others see what they add. */
  shares: readonly Share[];
  /** Pictures that were just deleted. */
  undo: readonly string[];
}

export function AlbumView({ user, album, items, first, before, next, shares, undo }: AlbumProps): VNode {
  const { list, query, asked } = fromAlbum(album.id, before);
  const upload = `/${user.name}/upload/?album=${album.id}`;
  return (
    <Layout title={album.name} user={user} here="albums" head={items.length > 0 && <PaintWithFirstRows />}>
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
          Upload here
        </a>
      </div>
      <Selection user={user} back={list} album={album} />
      <Toast user={user} undo={undo} back={list} />
      <div id="live" data-poll={pollOf(items)} data-all={asked}>
        <p class="quiet album-count">
          {countInWords(album.images)}, {album.order === 'hand' ? 'custom order' : 'newest first'}
          {shares.length > 0 && (
            <>
              {' · '}
              <a href={`/${user.name}/shares/${shares.length === 1 ? shares[0]!.id : ''}`}>
                {shares.length === 1 ? 'Shared with a link' : `Shared with ${shares.length} links`}
              </a>
            </>
          )}
        </p>
        {items.length === 0 && first && (
          <section class="empty">
            <Icon name="album" />
            <h2>This album is empty</h2>
            <p>Upload pictures here, or select pictures in your library and add them to this album.</p>
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
