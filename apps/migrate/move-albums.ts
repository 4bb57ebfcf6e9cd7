import { isDeepStrictEqual } from 'node:util';

import type { AlbumRepository, AlbumRow } from '#libs/ports/album-repository.js';

import type { Place } from './place.js';

/** An album as people know it; how often it was changed is of no interest elsewhere. */
type Album = Omit<AlbumRow, 'version'>;

/** Copies the albums of all accounts; what was changed or removed since an earlier call is here too. */
export async function moveAlbums(source: Place, target: Place): Promise<number> {
  let count = 0;
  for (const { id: owner } of await source.users.list()) {
    const [wanted, there] = await Promise.all([albumsOf(source.albums, owner), albumsOf(target.albums, owner)]);
    for (const [id, album] of there) if (!isDeepStrictEqual(album, wanted.get(id))) await target.albums.remove(id, owner);
    for (const [id, album] of wanted) if (!isDeepStrictEqual(album, there.get(id))) await target.albums.insert(album);
    count += wanted.size;
  }
  return count;
}

/** The albums that are not the same in both places, in words. */
export async function compareAlbums(source: Place, target: Place): Promise<string[]> {
  const wrong: string[] = [];
  for (const { id: owner, email } of await source.users.list()) {
    const [wanted, there] = await Promise.all([albumsOf(source.albums, owner), albumsOf(target.albums, owner)]);
    for (const [id, album] of wanted) {
      if (!isDeepStrictEqual(album, there.get(id))) wrong.push(`the album ${album.name} of ${email} is not there, or not the same`);
    }
  }
  return wrong;
}

async function albumsOf(albums: AlbumRepository, owner: string): Promise<Map<string, Album>> {
  const known = ({ id, name, order, cover, images, createdAt }: AlbumRow): Album => ({ id, owner, name, order, cover, images, createdAt });
  return new Map((await albums.list(owner)).map((album) => [album.id, known(album)]));
}
