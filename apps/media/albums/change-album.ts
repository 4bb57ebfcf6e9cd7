import { Problem } from '#libs/contract/errors.js';
import type { AlbumChange, AlbumRepository, AlbumRow } from '#libs/ports/album-repository.js';

import { findAlbum } from './find-album.js';

/** Losing so often in a row means that somebody keeps changing the album on purpose. */
const ROUNDS = 20;

/**
 * Makes the change that `decide` names for the album as it is; when something else was faster, it is read again and decided anew.
 * @throws Problem NOT_FOUND, UNAVAILABLE, and what `decide` throws
 */
export async function changeAlbum(
  albums: AlbumRepository,
  { owner, id }: { owner: string; id: string },
  decide: (album: AlbumRow) => AlbumChange,
): Promise<AlbumRow> {
  for (let round = 0; round < ROUNDS; round++) {
    const album = await findAlbum(albums, owner, id);
    const changed = await albums.update(id, album.version, decide(album));
    if (changed) return changed;
  }
  throw new Problem('UNAVAILABLE', 'This album is being changed elsewhere at the same time. Try again in a moment.', { retryAfter: 1 });
}
