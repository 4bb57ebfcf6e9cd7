import { applyTransition } from '#libs/domain/image/apply-transition.js';
import { abandon, startPurge, VISIBLE } from '#libs/domain/image/transitions.js';
import type { ImageRepository } from '#libs/ports/image-repository.js';
import type { ImageRow } from '#libs/domain/image/image-row.js';

import type { Databases } from './databases.js';

const PAGE = 500;

/**
 * Turns every picture of this owner to `purging`, in the trash or not, and gives up every upload under way, whose commit then fails.
 * @returns how many pictures
 */
export async function purgeImages(databases: Pick<Databases, 'images' | 'maintenance'>, owner: string): Promise<number> {
  const { images } = databases;
  await abandonUploads(databases, owner);
  return (await purge(images, owner, false)) + (await purge(images, owner, true));
}

/** What turned to `purging` leaves the list, so the first page is always the next one; a row that changed meanwhile is in it again. */
async function purge(images: ImageRepository, owner: string, deleted: boolean): Promise<number> {
  let count = 0;
  for (;;) {
    const page = await images.list({ owner, order: 'added', limit: PAGE, states: VISIBLE, deleted });
    if (page.length === 0) return count;
    const purged = await Promise.all(page.map((row) => applyTransition(images, row.id, startPurge(row))));
    count += purged.filter(Boolean).length;
  }
}

async function abandonUploads({ images, maintenance }: Pick<Databases, 'images' | 'maintenance'>, owner: string): Promise<void> {
  let page: ImageRow[];
  let after: string | undefined;
  do {
    page = await maintenance.listByState('uploading', { limit: PAGE, ...(after !== undefined && { after }) });
    await Promise.all(page.filter((row) => row.owner === owner).map((row) => applyTransition(images, row.id, abandon({ owner }))));
    after = page.at(-1)?.id;
  } while (page.length === PAGE);
}
