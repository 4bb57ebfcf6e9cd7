import { removeImage } from '#libs/images/remove-image.js';
import type { ImageState } from '#libs/ports/image-repository.js';

import type { WorkerResources } from '../worker-resources.js';
import { PAGE } from './page.js';

const LEAVING: readonly ImageState[] = ['purging', 'abandoned'];

/** Removes the objects and then the rows of what is on its way out. */
export async function finishRemovals({ images, objects, logger }: WorkerResources): Promise<number> {
  let count = 0;
  for (const state of LEAVING) {
    for (const row of await images.listByState(state, { limit: PAGE })) {
      try {
        await removeImage(images, objects, row);
        count++;
      } catch (err) {
        // One that can't go now must not keep the others.
        logger.warn({ err, image: row.id }, 'a removal failed; it is tried again at the next turn');
      }
    }
  }
  return count;
}
