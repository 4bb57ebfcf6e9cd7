import { readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';

import { isInFlight } from './in-flight.js';
import { isTemporary } from './temporary-files.js';

/**
 * Removes temporary files and folders that a process left behind when it died: those untouched since `before`, which this one is not
 * working with. Of another process it sees their age alone: an upload touches its file as bytes arrive, and one that has stopped loses
 * its connection within minutes. Returns how many.
 */
export async function removeTemporaryFiles(tmpDir: string, before: Date): Promise<number> {
  let count = 0;
  for (const name of (await readdir(tmpDir)).filter(isTemporary)) {
    const path = join(tmpDir, name);
    const found = await stat(path).catch(() => null);
    if (!found || found.mtime > before || isInFlight(path)) continue;
    await rm(path, { recursive: true, force: true });
    count++;
  }
  return count;
}
