import { Problem } from '#libs/contract/errors.js';
import { IMAGE_ID } from '#libs/contract/image.js';
import type { AlbumChange, AlbumRepository, AlbumRow } from '#libs/ports/album-repository.js';

/** Losing so often in a row means that somebody keeps changing the album on purpose. */
const ROUNDS = 20;

/** Said of another's album, of one that is gone and of a nonsense id alike. */
export const noSuchAlbum = () => new Problem('NOT_FOUND', 'There is no such album here. It may have been deleted.');

/** The album of this owner. Another's, one that is gone and a nonsense id are the same 404. @throws Problem NOT_FOUND */
export async function findAlbum(albums: AlbumRepository, owner: string, id: string): Promise<AlbumRow> {
  const album = IMAGE_ID.test(id) ? await albums.find(id) : null;
  if (album?.owner === owner) return album;
  throw noSuchAlbum();
}

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
