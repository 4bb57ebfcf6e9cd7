import { follow } from '#libs/images/follow.js';
import { isInUse } from '#libs/images/in-use.js';
import { abandon } from '#libs/images/transitions.js';

import type { WorkerResources } from '../worker-resources.js';
import { PAGE } from './page.js';

/**
 * Gives up uploads that began before the grace period: their process died. A late commit of one fails, and its object goes. What this
 * process is still working on is not given up, however slow its disk is.
 */
export async function abandonUploads({ images, config }: WorkerResources): Promise<number> {
  const createdBefore = new Date(Date.now() - config.graceSeconds * 1000);
  const rows = await images.listByState('uploading', { createdBefore, limit: PAGE });
  const dead = rows.filter(({ id }) => !isInUse(id));
  const abandoned = await Promise.all(dead.map((row) => follow(images, row.id, abandon({ createdBefore }))));
  return abandoned.filter(Boolean).length;
}
