import type { Album } from '#libs/api/album.js';
import type { AlbumRow } from '#libs/ports/album-repository.js';
import type { ImageRepository } from '#libs/ports/image-repository.js';
import { VISIBLE } from '#libs/domain/image/transitions.js';

import { imageJson } from '../images/image-json.js';

/** Albums of one owner as the API returns them; images in the trash are not counted. One query tells which images are there. */
export async function albumsJson(images: ImageRepository, rows: readonly AlbumRow[], userName: string): Promise<Album[]> {
  const [first] = rows;
  if (!first) return [];
  const { owner } = first;
  const all = [...new Set(rows.flatMap((row) => row.images))];
  const present = new Set(all.length > 0 ? await images.present(owner, all) : []);
  const albums: Album[] = [];
  for (const { id, name, order, cover, createdAt, images: kept } of rows) {
    const ids = kept.filter((imageId) => present.has(imageId));
    // Without a chosen cover, the first image stands for the album: in date order the newest, which the query below finds.
    const candidates = cover !== null && ids.includes(cover) ? [cover] : order === 'hand' ? ids.slice(0, 1) : ids;
    const query = { owner, order: 'taken', limit: 1, states: VISIBLE, deleted: false, ids: candidates } as const;
    const [image] = candidates.length > 0 ? await images.list(query) : [];
    albums.push({
      id,
      name,
      order,
      images: ids.length,
      cover: image ? imageJson(image, userName) : null,
      createdAt: createdAt.toISOString(),
      page: `/${userName}/albums/${id}/`,
    });
  }
  return albums;
}
