import { applyTransition } from '#libs/domain/image/apply-transition.js';
import { isInFlight } from '#libs/domain/drive/in-flight.js';
import { abandon } from '#libs/domain/image/transitions.js';

import type { WorkerResources } from '../worker-resources.js';
import { PAGE } from './page.js';

/**
 * Gives up uploads that began before the grace period: their process died. A late commit of one fails, and its object goes. What this
 * process is still working on is not given up, however slow its disk is.
 */
export async function abandonUploads({ database: { images, maintenance }, config }: WorkerResources): Promise<number> {
  const createdBefore = new Date(Date.now() - config.graceSeconds * 1000);
  const rows = await maintenance.listByState('uploading', { createdBefore, limit: PAGE });
  const dead = rows.filter(({ id }) => !isInFlight(id));
  const abandoned = await Promise.all(dead.map((row) => applyTransition(images, row.id, abandon({ createdBefore }))));
  return abandoned.filter(Boolean).length;
}
