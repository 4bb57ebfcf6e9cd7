import type { VNode } from 'preact';

import type { Album } from '#libs/api/album.js';
import { countInWords } from '#libs/domain/format.js';

import { Icon } from '../components/icons.js';
import { Layout } from '../components/layout.js';
import { Picture } from '../components/parts.js';
import { NewAlbum } from './new-album.js';

export interface AlbumsProps {
  user: { name: string };
  /** Newest first. */
  albums: readonly Album[];
}

export function AlbumsView({ user, albums }: AlbumsProps): VNode {
  return (
    <Layout title="Albums" user={user} here="albums">
      <div class="bar">
        <h1>Albums</h1>
      </div>
      <NewAlbum action={`/${user.name}/albums/`} />
      {albums.length === 0 ? (
        <section class="empty">
          <Icon name="album" />
          <h2>No albums yet</h2>
          <p>An album groups pictures. A picture can be in several albums. Deleting an album keeps its pictures.</p>
        </section>
      ) : (
        <ul class="albums">
          {albums.map((album) => (
            <li key={album.id}>
              <a href={album.page}>
                <Cover album={album} />
                <strong class="name">{album.name}</strong>
                <span class="quiet small">{countInWords(album.images)}</span>
              </a>
            </li>
          ))}
        </ul>
      )}
    </Layout>
  );
}

/** The cover picture of an album. */
export function Cover({ album }: { album: Album }): VNode {
  return <span class="cover">{album.cover ? <Picture image={album.cover} size={album.cover.sizes.s} /> : <Icon name="album" />}</span>;
}
