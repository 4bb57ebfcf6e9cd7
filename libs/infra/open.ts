import { existsSync } from 'node:fs';
import { stat } from 'node:fs/promises';
import { join } from 'node:path';

import { ConfigError } from '#libs/config/config-error.js';
import { folderOf, type Config } from '#libs/config/config.js';
import type { AuthDatabase, MediaDatabase } from '#libs/ports/databases.js';
import type { JobQueue, Warn } from '#libs/ports/job-queue.js';
import { type ObjectStore } from '#libs/ports/object-store.js';

import { RepositoryFull, RepositoryUnavailable, StoreFull, StoreUnavailable } from '#libs/ports/errors.js';

/** The files of an embedded drive, pictures first. */
const DATABASE_FILES = ['media.db', 'auth.db'];

/**
 * Opens the adapters of the ports. This is the only place that chooses one, by the scheme of its URL. An adapter is imported when it is
 * chosen, so the others cost no memory or time.
 * Every function here @throws ConfigError with one line when its URL can't be used.
 */
export async function openObjectStore({ storageUrl }: Config): Promise<ObjectStore> {
  if (!storageUrl.startsWith('file:')) {
    const { S3ObjectStore } = await import('./s3/object-store.js');
    return S3ObjectStore.open(storageUrl);
  }
  const { FileObjectStore } = await import('./file/object-store.js');
  return usable('STORAGE_URL', folderOf(storageUrl), FileObjectStore.open);
}

/** The database of images, albums and shares. */
export async function openMediaDatabase(config: Config): Promise<MediaDatabase> {
  if (onMongo(config)) {
    const { MongoMediaDatabase } = await import('./mongo/media-database.js');
    return MongoMediaDatabase.open(config.databaseUrl);
  }
  const { SqliteMediaDatabase } = await import('./sqlite/media-database.js');
  return usable('DATABASE_URL', join(folderOf(config.databaseUrl), 'media.db'), SqliteMediaDatabase.open);
}

/** The database of accounts. */
export async function openAuthDatabase(config: Config): Promise<AuthDatabase> {
  if (onMongo(config)) {
    const { MongoAuthDatabase } = await import('./mongo/auth-database.js');
    return MongoAuthDatabase.open(config.databaseUrl);
  }
  const { SqliteAuthDatabase } = await import('./sqlite/auth-database.js');
  return usable('DATABASE_URL', join(folderOf(config.databaseUrl), 'auth.db'), SqliteAuthDatabase.open);
}

/** Whether the databases exist; opening them would create them. Always true for a database server, which reports its own errors. */
export function databasesExist({ databaseUrl }: Config): boolean {
  return !databaseUrl.startsWith('sqlite:') || existsSync(join(folderOf(databaseUrl), 'auth.db'));
}

/** Bytes of the database files; 0 for a database server. */
export async function databaseBytes({ databaseUrl }: Config): Promise<number> {
  if (!databaseUrl.startsWith('sqlite:')) return 0;
  const files = DATABASE_FILES.flatMap((name) => [name, `${name}-wal`]).map((name) => join(folderOf(databaseUrl), name));
  const sizes = await Promise.all(files.map(async (file) => (await stat(file).catch(() => null))?.size ?? 0));
  return sizes.reduce((sum, size) => sum + size, 0);
}

/**
 * Copies the databases of a drive that may be running into an empty folder, each as it was at one moment, and returns the settings with
 * which the copies are opened. Pictures before accounts, so that the owner of every picture is in the copy. A database server is not
 * copied: the settings are returned as they are. @throws RepositoryFull, RepositoryUnavailable
 */
export async function copyDatabases(config: Config, folder: string): Promise<Config> {
  if (!config.databaseUrl.startsWith('sqlite:')) return config;
  const { copyDatabase } = await import('./sqlite/copy-database.js');
  for (const name of DATABASE_FILES) await copyDatabase(join(folderOf(config.databaseUrl), name), join(folder, name));
  return { ...config, databaseUrl: `sqlite:${folder}` };
}

/** @param warn receives failed jobs */
export async function openQueue({ queueUrl, lockSeconds }: Config, warn: Warn): Promise<JobQueue> {
  if (queueUrl !== undefined) {
    const { BullmqJobQueue } = await import('./redis/job-queue.js');
    return new BullmqJobQueue(queueUrl, { warn, lockMs: lockSeconds * 1000 });
  }
  const { LocalJobQueue } = await import('./local/job-queue.js');
  return new LocalJobQueue({ warn });
}

function onMongo({ databaseUrl }: Config): boolean {
  return databaseUrl.startsWith('mongodb');
}

/** Turns an unusable folder into a ConfigError that names the path and the setting. */
async function usable<T>(setting: string, path: string, open: (path: string) => Promise<T>): Promise<T> {
  try {
    return await open(path);
  } catch (error) {
    const full = error instanceof StoreFull || error instanceof RepositoryFull;
    const ours = full || error instanceof StoreUnavailable || error instanceof RepositoryUnavailable;
    if (!ours) throw error;
    const what = full ? 'The disk is full.' : 'It must be a place that this user may read and write, on a disk that works.';
    throw new ConfigError(`${path} (SHOEBOX_${setting}) can't be used. ${what}`, { cause: error });
  }
}
