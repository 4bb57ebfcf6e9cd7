import type { WorkerResources } from '../worker-resources.js';
import { abandonUploads } from './abandon-uploads.js';
import { emptyTrash } from './empty-trash.js';
import { finishRemovals } from './finish-removals.js';
import { addUnfinished } from './add-unfinished.js';
import { removeTemporaryFiles } from './remove-temporary-files.js';
import { sweepStore } from './sweep-store.js';

/** A day: how long the mark of a removed picture stays, for clients that were away. */
const MARK_MS = 86_400_000;

const TASKS = [addUnfinished, abandonUploads, emptyTrash, finishRemovals, removeTemporaryFiles, sweepStore, forgetMarks];

/** Brings the drive to the state its database says it should be in. Each task stands alone: one that fails holds up no other. */
export async function upkeep(resources: WorkerResources): Promise<void> {
  const { logger, metrics } = resources;
  for (const task of TASKS) {
    try {
      const count = await task(resources);
      metrics.upkeep.did(task.name, count);
      if (count > 0) logger.info({ task: task.name, count }, 'upkeep');
    } catch (error) {
      metrics.upkeep.failed(task.name);
      logger.error({ task: task.name, err: error }, 'upkeep failed; it is tried again at the next turn');
    }
  }
  metrics.upkeep.turned();
}

function forgetMarks({ images }: WorkerResources): Promise<number> {
  return images.forgetMarks(new Date(Date.now() - MARK_MS));
}
