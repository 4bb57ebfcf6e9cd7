import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

import { ConfigError } from '#libs/config/config-error.js';
// Not a relative path: a second process of the specs runs this source file.
import { makeFolder } from '#libs/infra/folder.js';

const SQLITE_BUSY = 5;

export interface DriveLock {
  release: () => void;
}

/**
 * Locks the folder for this process. Node can't lock files, but SQLite can: its lock is one of the operating system (fcntl), which ends
 * with the process in every case, unlike a file with a process id. Creates the folder when it is missing.
 * @param setting the setting that names the folder, for the error message
 * @throws ConfigError when another process has it
 */
export async function lockFolder(folder: string, setting: string, file = 'lock.db'): Promise<DriveLock> {
  const path = join(folder, file);
  try {
    await makeFolder(folder);
    await (await open(path, 'a', 0o600)).close();
  } catch (error) {
    throw new ConfigError(`${folder} (${setting}) can't be used: it must be a folder that this user may write.`, { cause: error });
  }
  const database = new DatabaseSync(path, { timeout: 0 });
  try {
    // A transaction that stays open, writes nothing and needs no journal file, so the drive can start on a full disk.
    database.exec('PRAGMA journal_mode = MEMORY; BEGIN EXCLUSIVE');
  } catch (error) {
    database.close();
    if ((error as { errcode?: number }).errcode !== SQLITE_BUSY) throw error;
    throw new ConfigError(`Another Shoebox is already running on ${folder}: stop it, or give this one another ${setting}.`);
  }
  return { release: () => database.close() };
}
