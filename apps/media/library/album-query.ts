import type { ImageQuery, ImageRepository } from '#libs/ports/image-repository.js';
import type { ImageRow } from '#libs/domain/image/image-row.js';

/** The most pictures that are read at a time. */
const CHUNK = 500;

/**
 * A page of an album in the order in which people put its pictures: those behind `before` that fit the query, the page's number of them.
 * A picture that left the album since is taken for the place that its cursor notes.
 */
export async function listByHand(
  images: ImageRepository,
  query: Omit<ImageQuery, 'order' | 'before' | 'ids'>,
  ids: readonly string[],
  before?: { id: string; place: number },
): Promise<{ row: ImageRow; place: number }[]> {
  const found: { row: ImageRow; place: number }[] = [];
  const at = before ? ids.indexOf(before.id) : -1;
  let place = at >= 0 ? at + 1 : Math.max(0, Math.min(before?.place ?? 0, ids.length));
  // Mostly all are there. Where few fit, reading more at a time gets to them sooner.
  for (let many = query.limit; place < ids.length && found.length < query.limit; many *= 2) {
    const chunk = ids.slice(place, place + Math.min(many, CHUNK));
    const rows = await images.list({ ...query, order: 'added', limit: CHUNK, ids: chunk });
    const byId = new Map(rows.map((row) => [row.id, row]));
    for (const [index, id] of chunk.entries()) {
      const row = byId.get(id);
      if (row) found.push({ row, place: place + index });
    }
    place += chunk.length;
  }
  return found.slice(0, query.limit);
}

/** Ids of the pictures of every album whose name begins with what was typed, whatever its case and accents. */
export function albumsNamed(albums: readonly { name: string; images: readonly string[] }[], typed: string): string[] {
  const begins = plain(typed);
  return albums.filter(({ name }) => plain(name).startsWith(begins)).flatMap(({ images }) => images);
}

function plain(text: string): string {
  return text.normalize('NFKD').replaceAll(/\p{M}/gu, '').toUpperCase();
}

/** What is in all of the lists, in the order of the first. */
export function inAll([first = [], ...more]: readonly (readonly string[])[]): string[] {
  const others = more.map((list) => new Set(list));
  return first.filter((id) => others.every((other) => other.has(id)));
}
