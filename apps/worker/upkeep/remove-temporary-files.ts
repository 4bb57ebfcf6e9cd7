import { readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';

import { isTemporary } from '#libs/images/temporary.js';

import type { WorkerResources } from '../worker-resources.js';

/** Removes temporary files and folders that a process left behind when it died: those untouched for the grace period. */
export async function removeTemporaryFiles({ config }: WorkerResources): Promise<number> {
  const before = Date.now() - config.graceSeconds * 1000;
  let count = 0;
  for (const name of (await readdir(config.tmpDir)).filter(isTemporary)) {
    const path = join(config.tmpDir, name);
    const found = await stat(path).catch(() => null);
    if (!found || found.mtimeMs > before) continue;
    await rm(path, { recursive: true, force: true });
    count++;
  }
  return count;
}
