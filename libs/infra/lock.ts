import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

import { ConfigError } from '#libs/config/config-error.js';
// Not by a relative path, so that the test's second process can run the source.
import { makeFolder } from '#libs/infra/folder.js';

const SQLITE_BUSY = 5;

export interface DriveLock {
  release: () => void;
}

/**
 * Takes the folder for this process alone, for as long as it lives. Node can't lock a file, SQLite can: it is the system's own lock
 * (fcntl), so it goes when the process does, however that ends, and no file with a process id can lie about it. The folder is made when
 * it is not there.
 * @param setting the one that names the folder, for the person who reads the refusal
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
    // A transaction that stays open and never writes, nor makes a journal: a full disk must not keep the drive from starting.
    database.exec('PRAGMA journal_mode = MEMORY; BEGIN EXCLUSIVE');
  } catch (error) {
    database.close();
    if ((error as { errcode?: number }).errcode !== SQLITE_BUSY) throw error;
    throw new ConfigError(`Another Shoebox is already running on ${folder}: stop it, or give this one another ${setting}.`);
  }
  return { release: () => database.close() };
}
