import { mapConcurrent } from '#libs/concurrency/map-concurrent.js';
import type { Album } from '#libs/api/album.js';
import type { AlbumSummary } from '#libs/ports/album-repository.js';
import type { ImageRepository } from '#libs/ports/image-repository.js';

import { imageJson } from '../images/image-json.js';

const CONCURRENT_LOOKUPS = 32;

/** Albums of one owner as the API returns them. */
export async function albumsJson(images: ImageRepository, summaries: readonly AlbumSummary[], userName: string): Promise<Album[]> {
  const covers = new Map<string, Album['cover']>();
  const ids = new Set(summaries.flatMap(({ coverId }) => coverId ?? []));
  await mapConcurrent(ids, CONCURRENT_LOOKUPS, async (id) => {
    const row = await images.find(id);
    if (row) covers.set(id, imageJson(row, userName));
  });
  return summaries.map(({ id, name, order, shown, coverId, createdAt }) => ({
    id,
    name,
    order,
    images: shown,
    cover: (coverId !== null && covers.get(coverId)) || null,
    createdAt: createdAt.toISOString(),
    page: `/${userName}/albums/${id}/`,
  }));
}
