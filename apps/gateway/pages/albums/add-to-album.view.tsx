import type { VNode } from 'preact';

import type { Album } from '#libs/api/album.js';
import { countInWords } from '#libs/domain/format.js';

import { Layout } from '../components/layout.js';
import { Cover } from './albums.view.js';
import { NewAlbum } from './new-album.js';

export interface AddToAlbumProps {
  user: { name: string };
  albums: readonly Album[];
  /** The pictures to add. */
  ids: readonly string[];
}

export function AddToAlbumView({ user, albums, ids }: AddToAlbumProps): VNode {
  const what = countInWords(ids.length);
  const action = `/${user.name}/albums/add`;
  return (
    <Layout title="Add to an album" user={user} here="albums" width="narrow">
      <h1>Add {what} to an album</h1>
      <NewAlbum action={action} ids={ids} />
      {albums.length > 0 && (
        <form method="post" action={action}>
          <input type="hidden" name="ids" value={ids.join(',')} />
          <ul class="album-choices">
            {albums.map((album) => (
              <li key={album.id}>
                <button class="plain" name="album" value={album.id}>
                  <Cover album={album} />
                  <span class="name">{album.name}</span>
                  <span class="quiet small">{countInWords(album.images)}</span>
                </button>
              </li>
            ))}
          </ul>
        </form>
      )}
    </Layout>
  );
}
