import { compareAndSwap } from '#libs/concurrency/compare-and-swap.js';
import { Problem } from '#libs/api/errors.js';
import { IMAGE_ID } from '#libs/api/image.js';
import { addIds, MAX_ALBUM_IMAGES, removeIds } from '#libs/domain/album/album-order.js';
import type { AlbumChange, AlbumRepository, AlbumRow } from '#libs/ports/album-repository.js';
import type { ImageRepository } from '#libs/ports/image-repository.js';

export interface AlbumKey {
  owner: string;
  id: string;
}

/** The same answer for an album of another owner, a deleted one and a malformed id. */
export const albumNotFound = () => new Problem('NOT_FOUND', 'Album not found. It may have been deleted.');

/** Returns the album of this owner. @throws Problem NOT_FOUND */
export async function findAlbum(albums: AlbumRepository, owner: string, id: string): Promise<AlbumRow> {
  const album = IMAGE_ID.test(id) ? await albums.find(id) : null;
  if (album?.owner === owner) return album;
  throw albumNotFound();
}

/**
 * Applies the change that `decide` returns for the current album. If another request changed the album in between, reads it again and
 * calls `decide` again. @throws Problem NOT_FOUND, UNAVAILABLE, and what `decide` throws
 */
export async function changeAlbum(
  albums: AlbumRepository,
  { owner, id }: AlbumKey,
  decide: (album: AlbumRow) => AlbumChange,
): Promise<AlbumRow> {
  const tryOnce = async () => {
    const album = await findAlbum(albums, owner, id);
    return (await albums.update(id, album.version, decide(album))) ?? undefined;
  };
  return compareAndSwap(tryOnce, {
    exhausted: () => {
      throw new Problem('UNAVAILABLE', 'This album is being changed elsewhere at the same time. Try again in a moment.', { retryAfter: 1 });
    },
  });
}

/**
 * Appends images of this owner to the album and returns it. Images that were deleted for good in the meantime are not in it.
 * @throws Problem NOT_FOUND, ALBUM_FULL, UNAVAILABLE
 */
export async function addToAlbum(
  albums: AlbumRepository,
  images: ImageRepository,
  key: AlbumKey,
  ids: readonly string[],
): Promise<AlbumRow> {
  const album = await changeAlbum(albums, key, (row) => {
    const all = addIds(row.images, ids);
    if (all.length <= MAX_ALBUM_IMAGES) return { images: all };
    const max = MAX_ALBUM_IMAGES.toLocaleString('en');
    throw new Problem(
      'ALBUM_FULL',
      `An album can hold at most ${max} pictures, including those in the trash. Create another album for the rest.`,
    );
  });
  return withoutDeleted(albums, images, album, ids);
}

/**
 * Removes those of the images just added that were deleted for good before the album was written: their removal looked into the albums
 * too early to see them. An image that is deleted later is taken out by its own removal. @throws Problem as `changeAlbum`
 */
export async function withoutDeleted(
  albums: AlbumRepository,
  images: ImageRepository,
  album: AlbumRow,
  addedIds: readonly string[],
): Promise<AlbumRow> {
  const present = addedIds.length > 0 ? await images.present(album.owner, addedIds) : [];
  // Usually none is left to look up. An image in the trash keeps its place.
  const rows = await Promise.all(removeIds(addedIds, present).map(async (id) => ({ id, row: await images.find(id) })));
  const deleted = rows.filter(({ row }) => row === null).map(({ id }) => id);
  return deleted.length === 0 ? album : changeAlbum(albums, album, (row) => ({ images: removeIds(row.images, deleted) }));
}
