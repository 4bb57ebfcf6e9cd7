import { ImageList, type Image } from '#libs/api/image.js';

import type { Api } from './api.js';

/** Images in one answer. */
export const PAGE = 500;

/** All images of `GET /api/images` for a query, page by page. An empty query lists every image that is not in the trash, newest first. */
export async function* listImages(api: Api, query: Record<string, string> = {}): AsyncGenerator<Image> {
  for (let before: string | null | undefined; before !== null;) {
    const page = new URLSearchParams({ limit: String(PAGE), ...query, ...(before && { before }) });
    const list = await api.json(ImageList, 'GET', `/api/images?${page}`);
    yield* list.items;
    before = list.next;
  }
}
