import type { VNode } from 'preact';

import { MAX_ALBUM_NAME, type Album } from '#libs/api/album.js';
import type { Image } from '#libs/api/image.js';

import { Icon } from '../components/icons.js';
import { Layout } from '../components/layout.js';
import { Picture } from '../components/parts.js';

export interface EditAlbumProps {
  user: { name: string };
  album: Album;
  /** In the order of the album. */
  items: readonly Image[];
}

export function EditAlbumView({ user, album, items }: EditAlbumProps): VNode {
  return (
    <Layout title={`Edit ${album.name}`} user={user} here="albums">
      <div class="bar">
        <h1>Edit album</h1>
        <a class="plain" href={album.page}>
          <Icon name="back" />
          {album.name}
        </a>
        <details class="confirm">
          <summary class="plain danger">
            <Icon name="trash" />
            Delete album
          </summary>
          <form class="pop" method="post" action={`${album.page}delete`}>
            <p>The album is deleted for good, and its links stop working. Its pictures stay.</p>
            <button class="button danger">Delete album</button>
          </form>
        </details>
      </div>
      <form class="edit-album" method="post" action={`${album.page}edit`}>
        <div class="field">
          <label for="album-name">Name</label>
          <input id="album-name" name="name" required maxLength={MAX_ALBUM_NAME} value={album.name} autoComplete="off" />
        </div>
        <fieldset class="choice">
          <legend>Order</legend>
          <Choice value="hand" chosen={album.order}>
            Custom
          </Choice>
          <Choice value="date" chosen={album.order}>
            By date, newest first
          </Choice>
        </fieldset>
        <button class="button">Save</button>
      </form>
      {items.length > 0 && <Pictures album={album} items={items} />}
    </Layout>
  );
}

function Choice({ value, chosen, children }: { value: Album['order']; chosen: string; children: string }): VNode {
  return (
    <label class="option">
      <input type="radio" name="order" value={value} checked={value === chosen} />
      {children}
    </label>
  );
}

function Pictures({ album, items }: Omit<EditAlbumProps, 'user'>): VNode {
  return (
    <form class="arrange" method="post" action={`${album.page}pictures`}>
      <h2>Pictures</h2>
      <p class="quiet">Select pictures, then choose an action.</p>
      <div class="arrange-bar">
        <button class="button calm" name="action" value="first">
          Move to start
        </button>
        <button class="button calm" name="action" value="last">
          Move to end
        </button>
        <button class="button calm" name="action" value="cover">
          Set as cover
        </button>
        <button class="button calm" name="action" value="remove">
          Remove from album
        </button>
      </div>
      <ul class="ticks">
        {items.map((image) => (
          <li key={image.id}>
            <label class="tick">
              <input type="checkbox" name="ids" value={image.id} />
              <Picture image={image} size={image.sizes.s} />
              {album.cover?.id === image.id && <span class="badge">Cover</span>}
            </label>
          </li>
        ))}
      </ul>
    </form>
  );
}
