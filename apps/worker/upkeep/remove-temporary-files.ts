import { removeTemporaryFiles as removeFrom } from '#libs/domain/drive/remove-temporary-files.js';

import type { WorkerResources } from '../worker-resources.js';

/** Removes temporary files and folders that a process left behind when it died: those untouched for the grace period. */
export function removeTemporaryFiles({ config }: WorkerResources): Promise<number> {
  return removeFrom(config.tmpDir, new Date(Date.now() - config.graceSeconds * 1000));
}
