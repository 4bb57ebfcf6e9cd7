import type { ImageRow } from '#libs/domain/image/image-row.js';
import type { ImageQuery, ImageRepository } from '#libs/ports/image-repository.js';

/** The most images that are read at a time. */
const CHUNK = 500;

/**
 * Returns one page of an album in its custom order, which the database cannot sort by: `query.limit` images behind the cursor that match
 * the query, each with its index in `ids`. If the image of the cursor has left the album since, the index that the cursor holds counts.
 */
export async function listByHand(
  images: ImageRepository,
  query: Omit<ImageQuery, 'order' | 'before' | 'ids'>,
  ids: readonly string[],
  before?: { id: string; index: number },
): Promise<{ row: ImageRow; index: number }[]> {
  const found: { row: ImageRow; index: number }[] = [];
  const at = before ? ids.indexOf(before.id) : -1;
  let start = at >= 0 ? at + 1 : Math.max(0, Math.min(before?.index ?? 0, ids.length));
  // Usually all match. If few do, reading twice as many each time finds them sooner.
  for (let count = query.limit; start < ids.length && found.length < query.limit; count *= 2) {
    const chunk = ids.slice(start, start + Math.min(count, CHUNK));
    const rows = await images.list({ ...query, order: 'added', limit: CHUNK, ids: chunk });
    const byId = new Map(rows.map((row) => [row.id, row]));
    for (const [offset, id] of chunk.entries()) {
      const row = byId.get(id);
      if (row) found.push({ row, index: start + offset });
    }
    start += chunk.length;
  }
  return found.slice(0, query.limit);
}
