import { readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';

import { isInUse } from '#libs/images/in-use.js';
import { isTemporary } from '#libs/images/temporary.js';

import type { WorkerResources } from '../worker-resources.js';

/**
 * Removes temporary files and folders that a process left behind when it died: those untouched for the grace period, which this one is
 * not working with. Of another process it sees their age alone: an upload touches its file as bytes arrive, and one that has stopped
 * loses its connection within minutes.
 */
export async function removeTemporaryFiles({ config }: WorkerResources): Promise<number> {
  const before = Date.now() - config.graceSeconds * 1000;
  let count = 0;
  for (const name of (await readdir(config.tmpDir)).filter(isTemporary)) {
    const path = join(config.tmpDir, name);
    const found = await stat(path).catch(() => null);
    if (!found || found.mtimeMs > before || isInUse(path)) continue;
    await rm(path, { recursive: true, force: true });
    count++;
  }
  return count;
}
