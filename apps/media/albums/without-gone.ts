import { removed } from '#libs/domain/album/album-order.js';
import type { AlbumRepository, AlbumRow } from '#libs/ports/album-repository.js';
import type { ImageRepository } from '#libs/ports/image-repository.js';

import { changeAlbum } from './change-album.js';

/**
 * The album into which these pictures were just put, without those that were deleted for good meanwhile: their removal had looked into
 * albums before. One that is deleted later is taken out by its removal. @throws Problem as `changeAlbum`
 */
export async function withoutGone(
  albums: AlbumRepository,
  images: ImageRepository,
  album: AlbumRow,
  put: readonly string[],
): Promise<AlbumRow> {
  const there = put.length > 0 ? await images.present(album.owner, put) : [];
  // Mostly none is left; what lies in the trash keeps its place.
  const rows = await Promise.all(removed(put, there).map(async (id) => ({ id, row: await images.find(id) })));
  const gone = rows.filter(({ row }) => row === null).map(({ id }) => id);
  return gone.length === 0 ? album : changeAlbum(albums, album, (now) => ({ images: removed(now.images, gone) }));
}
