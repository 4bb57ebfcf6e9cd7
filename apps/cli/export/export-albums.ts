import { join } from 'node:path';

import { AlbumList, type Album } from '#libs/api/album.js';

import { ApiError } from '../drive/api-error.js';
import { ALBUMS_FILE, type AlbumsFile } from '../files/albums-file.js';
import type { Api } from '../drive/api.js';
import { writeJsonFile } from '../files/json-file.js';
import { listImages } from '../drive/list-images.js';

/**
 * Writes all albums to one file of the folder, oldest first, each with its pictures in manual order.
 * @param files file names by image id; other pictures were added meanwhile and are left to the next export
 * @returns the number of albums
 */
export async function exportAlbums(api: Api, folder: string, files: ReadonlyMap<string, string>): Promise<number> {
  const { items } = await api.json(AlbumList, 'GET', '/api/albums');
  const albums: AlbumsFile['albums'] = [];
  for (const album of items.toReversed()) {
    try {
      albums.push(await albumOf(api, album, files));
    } catch (error) {
      // The album was deleted meanwhile.
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
  for await (const image of listImages(api, { album: id, order: 'hand' })) {
    const file = files.get(image.id);
    if (file !== undefined) pictures.push({ file, sha256: image.sha256 });
  }
  // The first picture in display order is the cover unless another was chosen.
  let first: string | undefined;
  for await (const image of listImages(api, { album: id, limit: '1' })) {
    first = image.id;
    break;
  }
  return { name, order, cover: cover && cover.id !== first ? cover.sha256 : null, pictures };
}
