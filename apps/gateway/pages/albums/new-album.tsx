import type { VNode } from 'preact';

import { MAX_ALBUM_NAME } from '#libs/api/album.js';

/** The form that makes an album; `ids` of the pictures that go into it, or none. */
export function NewAlbum({ action, ids = [] }: { action: string; ids?: readonly string[] }): VNode {
  return (
    <form class="new-album" method="post" action={action}>
      {ids.length > 0 && <input type="hidden" name="ids" value={ids.join(',')} />}
      <label class="unseen" for="new-album">
        Name of the new album
      </label>
      <input id="new-album" name="name" required maxLength={MAX_ALBUM_NAME} placeholder="Summer in Rome" autoComplete="off" />
      <button class="button">New album</button>
    </form>
  );
}
