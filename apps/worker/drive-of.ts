import type { DriveIdOptions } from '#libs/domain/drive/drive-id.js';

import type { WorkerResources } from './worker-resources.js';

/** What of the worker's resources must belong together. */
export function driveOf({ images, objects, config, givesId = true }: WorkerResources): DriveIdOptions {
  return { images, objects, tmpDir: config.tmpDir, givesId };
}
