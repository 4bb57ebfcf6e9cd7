import { mkdir, mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';

import { lockFolder } from '#libs/infra/lock.js';

const PREFIX = 'shoebox-backup-';
/** Milliseconds in which a new folder may not be locked yet. */
const NEW = 60_000;

/**
 * Calls `work` with a new folder for temporary files, and removes it afterwards; so does the next call with what a killed process left. Not
 * among the temporary files of the drive, which it removes when it starts: it may start while a backup runs.
 */
export async function withWorkFolder<T>(tmpDir: string, work: (folder: string) => Promise<T>): Promise<T> {
  await mkdir(tmpDir, { recursive: true, mode: 0o700 });
  await removeLeftovers(tmpDir);
  const folder = await mkdtemp(join(tmpDir, PREFIX));
  const lock = await lockFolder(folder, 'SHOEBOX_TMP_DIR');
  try {
    return await work(folder);
  } finally {
    lock.release();
    await rm(folder, { recursive: true, force: true });
  }
}

async function removeLeftovers(tmpDir: string): Promise<void> {
  for (const name of (await readdir(tmpDir)).filter((each) => each.startsWith(PREFIX))) {
    const folder = join(tmpDir, name);
    const found = await stat(folder).catch(() => null);
    if (!found || Date.now() - found.mtimeMs < NEW) continue;
    // Fails while the process lives.
    const lock = await lockFolder(folder, 'SHOEBOX_TMP_DIR').catch(() => null);
    if (!lock) continue;
    lock.release();
    await rm(folder, { recursive: true, force: true });
  }
}
