import { isDeepStrictEqual } from 'node:util';

import type { AlbumRow } from '#libs/ports/album-repository.js';

import type { CopySource, DriveEndpoint } from './drive-endpoint.js';

/** An album without its version, which counts changes in one database. */
type Album = Omit<AlbumRow, 'version'>;

/** Copies the albums of all accounts, with changes and removals since an earlier run. Returns how many. */
export async function copyAlbums(source: CopySource, target: DriveEndpoint): Promise<number> {
  let count = 0;
  for (const { id: owner } of await source.users.list()) {
    const [wanted, existing] = await Promise.all([albumsOf(source.albums, owner), albumsOf(target.albums, owner)]);
    for (const [id, album] of existing) if (!isDeepStrictEqual(album, wanted.get(id))) await target.albums.remove(id, owner);
    for (const [id, album] of wanted) if (!isDeepStrictEqual(album, existing.get(id))) await target.albums.insert(album);
    count += wanted.size;
  }
  return count;
}

/** A line for each album that differs. */
export async function compareAlbums(source: CopySource, target: DriveEndpoint): Promise<string[]> {
  const wrong: string[] = [];
  for (const { id: owner, email } of await source.users.list()) {
    const [wanted, existing] = await Promise.all([albumsOf(source.albums, owner), albumsOf(target.albums, owner)]);
    for (const [id, album] of wanted) {
      if (!isDeepStrictEqual(album, existing.get(id))) wrong.push(`the album ${album.name} of ${email} is missing or different`);
    }
  }
  return wrong;
}

async function albumsOf(albums: CopySource['albums'], owner: string): Promise<Map<string, Album>> {
  const withoutVersion = ({ id, name, order, cover, images, createdAt }: AlbumRow): Album => ({
    id,
    owner,
    name,
    order,
    cover,
    images,
    createdAt,
  });
  return new Map((await albums.list(owner)).map((album) => [album.id, withoutVersion(album)]));
}
