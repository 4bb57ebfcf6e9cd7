import type { DriveParts } from '#libs/domain/drive/drive-id.js';

import type { WorkerResources } from './worker-resources.js';

/** What of the worker's resources must belong together. */
export function driveOf({ database, objects, config, givesId = true }: WorkerResources): DriveParts {
  return { database, objects, tmpDir: config.tmpDir, givesId };
}
