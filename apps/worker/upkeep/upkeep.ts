import { driveMismatch } from '#libs/domain/drive/drive-id.js';

import { driveOf } from '../drive-of.js';
import type { WorkerResources } from '../worker-resources.js';
import { abandonUploads } from './abandon-uploads.js';
import { addUnfinished } from './add-unfinished.js';
import { emptyTrash } from './empty-trash.js';
import { finishRemovals } from './finish-removals.js';
import { forgetGuesses } from './forget-guesses.js';
import { forgetMarks } from './forget-marks.js';
import { keepReserve } from './keep-reserve.js';
import { removeTemporaryFiles } from './remove-temporary-files.js';
import { StoreRound } from './store-round.js';
import { sweepStore } from './sweep-store.js';

/** Does a bounded piece of work and returns how much it did. */
type Task = (resources: WorkerResources) => Promise<number>;

/**
 * What brings the drive to the state its database says it should be in, one turn at a call. Each task stands alone: one that fails holds
 * up no other. Nothing is done while database and store do not belong together, or can't be asked whether they do.
 */
export function createUpkeep(resources: WorkerResources): () => Promise<void> {
  const { logger, metrics } = resources;
  const round = new StoreRound(resources);
  const tasks: Record<string, Task> = {
    addUnfinished,
    abandonUploads,
    emptyTrash,
    finishRemovals,
    removeTemporaryFiles,
    sweepStore,
    forgetMarks,
    forgetGuesses,
    keepReserve,
    removeUnnamedSizes: () => round.removeUnnamedSizes(),
    reportOriginals: () => round.reportOriginals(),
  };
  return async () => {
    const mismatch = await driveMismatch(driveOf(resources));
    if (mismatch) return logger.error({ mismatch }, 'upkeep has stopped');
    for (const [name, task] of Object.entries(tasks)) {
      try {
        const count = await task(resources);
        metrics?.upkeep.did(name, count);
        if (count > 0) logger.info({ task: name, count }, 'upkeep');
      } catch (err) {
        metrics?.upkeep.failed(name);
        logger.error({ task: name, err }, 'upkeep failed; it is tried again at the next turn');
      }
    }
    metrics?.upkeep.turned();
  };
}
