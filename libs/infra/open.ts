import { existsSync } from 'node:fs';
import { join } from 'node:path';

import { ConfigError } from '#libs/config/config-error.js';
import { folderOf, type Config } from '#libs/config/config.js';
import type { AuthDatabase, MediaDatabase } from '#libs/ports/databases.js';
import type { JobQueue, Warn } from '#libs/ports/job-queue.js';
import { type ObjectStore } from '#libs/ports/object-store.js';

import { RepositoryFull, RepositoryUnavailable, StoreFull, StoreUnavailable } from '#libs/ports/errors.js';

/**
 * The one place that decides which adapter stands behind a port: the scheme of its URL does. Adapters are imported when they are chosen,
 * so that none costs memory or time that is not used.
 * Each @throws ConfigError with one line when the URL names what is not there or can't be used.
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

/** Whether the databases are there already; opening them would make them. One behind a server is: it says so itself when it is not. */
export function databasesExist({ databaseUrl }: Config): boolean {
  return !databaseUrl.startsWith('sqlite:') || existsSync(join(folderOf(databaseUrl), 'auth.db'));
}

/** `warn` hears of jobs that fail. */
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

/** At the start a folder that can't be used is a matter of the settings; a person reads the line, so it names the path. */
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
