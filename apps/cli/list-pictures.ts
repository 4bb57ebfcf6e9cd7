import { ImageList, type Image } from '#libs/contract/image.js';
import { table } from '#libs/terminal/table.js';

import type { Api } from './api.js';

const PAGE = 500;

/** Pictures that `GET /api/images` lists for the query, page by page; without one all, in the order they were added, newest first. */
export async function* eachPicture(api: Api, query: Record<string, string> = {}): AsyncGenerator<Image> {
  for (let before: string | null | undefined; before !== null;) {
    const page = new URLSearchParams({ limit: String(PAGE), ...query, ...(before && { before }) });
    const list = await api.json(ImageList, 'GET', `/api/images?${page}`);
    yield* list.items;
    before = list.next;
  }
}

/** The newest pictures, or those that are found by the words: a line each, or one JSON document. */
export async function listPictures(
  api: Api,
  { words, limit, json }: { words: readonly string[]; limit: number; json: boolean },
): Promise<string> {
  const images: Image[] = [];
  const query = { limit: String(Math.min(limit, PAGE)), ...(words.length > 0 && { q: words.join(' ') }) };
  for await (const image of eachPicture(api, query)) {
    images.push(image);
    if (images.length === limit) break;
  }
  if (json) return JSON.stringify({ items: images }, null, 2);
  const rows = images.map(({ id, sortAt, bytes, state, name }) => [id, sortAt.slice(0, 10), String(bytes), state, name]);
  return table([['ID', 'DAY', 'BYTES', 'STATE', 'NAME'], ...rows], { right: ['BYTES'] }).join('\n');
}
