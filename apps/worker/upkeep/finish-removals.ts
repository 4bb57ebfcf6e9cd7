import { removeImage } from '#libs/domain/image/remove-image.js';

import type { WorkerResources } from '../worker-resources.js';
import { PAGE } from './page.js';
import type { ImageState } from '#libs/domain/image/image-row.js';

const LEAVING: readonly ImageState[] = ['purging', 'abandoned'];

/** Removes the objects and then the rows of what is on its way out, some hundreds a turn. */
export async function finishRemovals(resources: WorkerResources): Promise<number> {
  let count = 0;
  for (const state of LEAVING) count += await finish(resources, state);
  return count;
}

async function finish(resources: WorkerResources, state: ImageState): Promise<number> {
  const { database, objects, config, logger } = resources;
  const { images, shares, maintenance } = database;
  let after: string | undefined;
  let count = 0;
  for (;;) {
    const before = count;
    const rows = await maintenance.listByState(state, { after, limit: PAGE });
    for (const row of rows) {
      try {
        await removeImage({ images, shares, objects, tmpDir: config.tmpDir }, row);
        count++;
      } catch (err) {
        // One that can't go now must not keep the others, neither those of its page nor those after it.
        logger.warn({ err, image: row.id }, 'a removal failed; it is tried again at the next turn');
      }
    }
    after = rows.at(-1)?.id;
    // A page of which none went says that the store is away.
    if (rows.length < PAGE || count >= PAGE / 2 || count === before) return count;
  }
}
