import { realpath } from 'node:fs/promises';

import { ConfigError } from '#libs/config/config-error.js';
import { folderOf, type Config } from '#libs/config/config.js';
import { makeFolder } from '#libs/infra/folder.js';
import { lockFolder, type DriveLock } from '#libs/infra/lock.js';

/** The lock file in the store. No object name starts with a dot. */
const STORE_LOCK = '.lock.db';

type Folders = Pick<Config, 'dataDir' | 'databaseUrl' | 'storageUrl'>;

/**
 * Locks the folders of this drive for this process: two drives on one database or store would each remove the other's images as
 * leftovers. @throws ConfigError when another drive has locked one of them
 */
export async function lockDrive({ dataDir, databaseUrl, storageUrl }: Folders): Promise<DriveLock> {
  const locks = [await lockFolder(dataDir, 'SHOEBOX_DATA_DIR')];
  const release = () => locks.forEach((lock) => lock.release());
  try {
    if (databaseUrl.startsWith('sqlite:') && !(await isSameFolder(folderOf(databaseUrl), dataDir))) {
      locks.push(await lockFolder(folderOf(databaseUrl), 'SHOEBOX_DATABASE_URL'));
    }
    const store = storageUrl.startsWith('file:') && (await lockStore(folderOf(storageUrl)));
    if (store) locks.push(store);
  } catch (error) {
    release();
    throw error;
  }
  return { release };
}

/** null where the file system can't lock, as on some network disks. */
async function lockStore(folder: string): Promise<DriveLock | null> {
  try {
    return await lockFolder(folder, 'SHOEBOX_STORAGE_URL', STORE_LOCK);
  } catch (error) {
    if (error instanceof ConfigError) throw error;
    return null;
  }
}

async function isSameFolder(one: string, other: string): Promise<boolean> {
  try {
    await makeFolder(one);
    return (await realpath(one)) === (await realpath(other));
  } catch (cause) {
    throw new ConfigError(`${one} (SHOEBOX_DATABASE_URL) can't be used: it must be a folder that this user may write to.`, { cause });
  }
}

/**
 * Locks the database and the store where they are folders, for a command without a DATA_DIR of its own.
 * @throws ConfigError when a drive runs on one of them
 */
export async function lockStores({ databaseUrl, storageUrl }: Pick<Folders, 'databaseUrl' | 'storageUrl'>): Promise<DriveLock> {
  const database = databaseUrl.startsWith('sqlite:') ? await lockFolder(folderOf(databaseUrl), 'SHOEBOX_DATABASE_URL') : null;
  try {
    const store = storageUrl.startsWith('file:') ? await lockStore(folderOf(storageUrl)) : null;
    return { release: () => [database, store].forEach((lock) => lock?.release()) };
  } catch (error) {
    database?.release();
    throw error;
  }
}
