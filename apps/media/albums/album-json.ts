import type { Album } from '#libs/contract/album.js';
import type { AlbumRow } from '#libs/ports/album-repository.js';
import type { ImageRepository } from '#libs/ports/image-repository.js';
import { VISIBLE } from '#libs/domain/image/transitions.js';

import { imageJson } from '../images/image-json.js';

/** An album as the outside sees it; `userName` is its owner's. */
export async function albumJson(images: ImageRepository, row: AlbumRow, userName: string): Promise<Album> {
  const [album] = await albumsJson(images, [row], userName);
  return album!;
}

/** Several of one owner, with one look at which of their pictures are there. */
export async function albumsJson(images: ImageRepository, rows: readonly AlbumRow[], userName: string): Promise<Album[]> {
  const [first] = rows;
  if (!first) return [];
  const { owner } = first;
  const named = [...new Set(rows.flatMap((row) => row.images))];
  const there = new Set(named.length > 0 ? await images.present(owner, named) : []);
  const albums: Album[] = [];
  for (const { id, name, order, cover, createdAt, images: all } of rows) {
    const ids = all.filter((image) => there.has(image));
    // Ordered by date, the newest stands for it: which that is, the list knows.
    const candidates = cover !== null && ids.includes(cover) ? [cover] : order === 'hand' ? ids.slice(0, 1) : ids;
    const query = { owner, order: 'taken', limit: 1, states: VISIBLE, deleted: false, ids: candidates } as const;
    const [picture] = candidates.length > 0 ? await images.list(query) : [];
    albums.push({
      id,
      name,
      order,
      images: ids.length,
      cover: picture ? imageJson(picture, userName) : null,
      createdAt: createdAt.toISOString(),
      page: `/${userName}/albums/${id}/`,
    });
  }
  return albums;
}
