import { join } from 'node:path';

import { AlbumList, type Album } from '#libs/contract/album.js';

import { ApiError } from './api-error.js';
import { ALBUMS_FILE, type AlbumsFile } from './albums-file.js';
import type { Api } from './api.js';
import { writeJsonFile } from './json-file.js';
import { eachPicture } from './list-pictures.js';

/**
 * Writes all albums into one file of the folder, the oldest first, each with its pictures as they were ordered by hand. `files` has the
 * names of the pictures that lie there, by id; what is not among them came since and is left to the next call. Returns how many albums.
 */
export async function exportAlbums(api: Api, folder: string, files: ReadonlyMap<string, string>): Promise<number> {
  const { items } = await api.json(AlbumList, 'GET', '/api/albums');
  const albums: AlbumsFile['albums'] = [];
  for (const album of items.toReversed()) {
    try {
      albums.push(await albumOf(api, album, files));
    } catch (error) {
      // Deleted meanwhile.
      if (!(error instanceof ApiError && error.code === 'NOT_FOUND')) throw error;
    }
  }
  await writeJsonFile(join(folder, ALBUMS_FILE), { albums } satisfies AlbumsFile);
  return albums.length;
}

async function albumOf(
  api: Api,
  { id, name, order, cover }: Album,
  files: ReadonlyMap<string, string>,
): Promise<AlbumsFile['albums'][number]> {
  const pictures: AlbumsFile['albums'][number]['pictures'] = [];
  for await (const image of eachPicture(api, { album: id, order: 'hand' })) {
    const file = files.get(image.id);
    if (file !== undefined) pictures.push({ file, sha256: image.sha256 });
  }
  // The first in the order in which it is shown stands for it unless another was chosen.
  let first: string | undefined;
  for await (const image of eachPicture(api, { album: id, limit: '1' })) {
    first = image.id;
    break;
  }
  return { name, order, cover: cover && cover.id !== first ? cover.sha256 : null, pictures };
}
