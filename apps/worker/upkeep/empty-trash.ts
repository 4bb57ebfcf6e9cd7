import { applyTransition } from '#libs/domain/image/apply-transition.js';
import { startPurge } from '#libs/domain/image/transitions.js';

import type { WorkerResources } from '../worker-resources.js';
import { PAGE } from './page.js';

const DAY_MS = 86_400_000;

/** Begins to remove what has lain in the trash for TRASH_DAYS. */
export async function emptyTrash({ database: { images, maintenance }, config }: WorkerResources): Promise<number> {
  const rows = await maintenance.listTrash({ deletedBefore: new Date(Date.now() - config.trashDays * DAY_MS), limit: PAGE });
  const purged = await Promise.all(rows.map((row) => applyTransition(images, row.id, startPurge(row))));
  return purged.filter(Boolean).length;
}
