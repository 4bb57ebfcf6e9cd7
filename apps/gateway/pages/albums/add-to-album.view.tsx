import type { VNode } from 'preact';

import { MAX_ALBUM_NAME, type Album } from '#libs/contract/album.js';

import { Layout } from '../layout.js';
import { countOf, Cover } from './albums.view.js';

export interface AddToAlbumProps {
  user: { name: string };
  albums: readonly Album[];
  /** Of the pictures to add. */
  ids: readonly string[];
}

export function AddToAlbumView({ user, albums, ids }: AddToAlbumProps): VNode {
  const what = ids.length === 1 ? 'a picture' : `${ids.length.toLocaleString('en')} pictures`;
  const action = `/${user.name}/albums/add`;
  const named = <input type="hidden" name="ids" value={ids.join(',')} />;
  return (
    <Layout title="Add to an album" user={user} here="albums" width="narrow">
      <h1>Add {what} to an album</h1>
      <form class="new-album" method="post" action={action}>
        {named}
        <input
          name="name"
          required
          maxLength={MAX_ALBUM_NAME}
          aria-label="Name of the new album"
          placeholder="Summer in Rome"
          autoComplete="off"
        />
        <button class="button">New album</button>
      </form>
      {albums.length > 0 && (
        <form method="post" action={action}>
          {named}
          <ul class="album-choices">
            {albums.map((album) => (
              <li key={album.id}>
                <button class="plain" name="album" value={album.id}>
                  <Cover album={album} />
                  <span class="name">{album.name}</span>
                  <span class="quiet small">{countOf(album)}</span>
                </button>
              </li>
            ))}
          </ul>
        </form>
      )}
    </Layout>
  );
}
