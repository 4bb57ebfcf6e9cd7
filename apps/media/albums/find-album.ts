import { Problem } from '#libs/contract/errors.js';
import { IMAGE_ID } from '#libs/contract/image.js';
import type { AlbumRepository, AlbumRow } from '#libs/ports/album-repository.js';

/** Said of another's album, of one that is gone and of a nonsense id alike. */
export const noSuchAlbum = () => new Problem('NOT_FOUND', 'There is no such album here. It may have been deleted.');

/** The album of this owner. Another's, one that is gone and a nonsense id are the same 404. @throws Problem NOT_FOUND */
export async function findAlbum(albums: AlbumRepository, owner: string, id: string): Promise<AlbumRow> {
  const album = IMAGE_ID.test(id) ? await albums.find(id) : null;
  if (album?.owner === owner) return album;
  throw noSuchAlbum();
}
