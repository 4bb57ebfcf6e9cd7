import { realpath } from 'node:fs/promises';

import { ConfigError } from '#libs/config/config-error.js';
import { folderOf, type Config } from '#libs/config/config.js';
import { makeFolder } from '#libs/infra/folder.js';
import { lockFolder, type DriveLock } from '#libs/infra/lock.js';

/** Begins with a dot, as nothing does that the store takes for an object. */
const IN_STORE = '.lock.db';

type Folders = Pick<Config, 'dataDir' | 'databaseUrl' | 'storageUrl'>;

/**
 * Takes the folders of this drive for this process alone: two drives on one database or on one store would each take the other's
 * pictures for leftovers. @throws ConfigError when another drive has one of them
 */
export async function lockDrive({ dataDir, databaseUrl, storageUrl }: Folders): Promise<DriveLock> {
  const locks = [await lockFolder(dataDir, 'SHOEBOX_DATA_DIR')];
  const release = () => locks.forEach((lock) => lock.release());
  try {
    if (databaseUrl.startsWith('sqlite:') && !(await isSame(folderOf(databaseUrl), dataDir))) {
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

/** Null where the system can't lock, as on some disks of a network. */
async function lockStore(folder: string): Promise<DriveLock | null> {
  try {
    return await lockFolder(folder, 'SHOEBOX_STORAGE_URL', IN_STORE);
  } catch (error) {
    if (error instanceof ConfigError) throw error;
    return null;
  }
}

async function isSame(one: string, other: string): Promise<boolean> {
  try {
    await makeFolder(one);
    return (await realpath(one)) === (await realpath(other));
  } catch (cause) {
    throw new ConfigError(`${one} (SHOEBOX_DATABASE_URL) can't be used: it must be a folder that this user may write.`, { cause });
  }
}

/**
 * The same for who needs the parts alone and has no DATA_DIR of its own: the database and the store, where they are folders.
 * @throws ConfigError when a drive is running on one of them
 */
export async function lockParts({ databaseUrl, storageUrl }: Pick<Folders, 'databaseUrl' | 'storageUrl'>): Promise<DriveLock> {
  const database = databaseUrl.startsWith('sqlite:') ? await lockFolder(folderOf(databaseUrl), 'SHOEBOX_DATABASE_URL') : null;
  try {
    const store = storageUrl.startsWith('file:') ? await lockStore(folderOf(storageUrl)) : null;
    return { release: () => [database, store].forEach((lock) => lock?.release()) };
  } catch (error) {
    database?.release();
    throw error;
  }
}
