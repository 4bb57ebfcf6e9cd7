import { existsSync } from 'node:fs';
import { join } from 'node:path';

import { ConfigError } from '#libs/config/config-error.js';
import { folderOf, type Config } from '#libs/config/config.js';
import type { AlbumRepository } from '#libs/ports/album-repository.js';
import { type ImageRepository } from '#libs/ports/image-repository.js';
import type { JobQueue } from '#libs/ports/job-queue.js';
import { type ObjectStore } from '#libs/ports/object-store.js';
import type { SessionRepository } from '#libs/ports/session-repository.js';
import type { ShareRepository } from '#libs/ports/share-repository.js';
import type { UserRepository } from '#libs/ports/user-repository.js';

import type { Warn } from './warn.js';
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

export async function openImages(config: Config): Promise<ImageRepository> {
  if (onMongo(config)) {
    const { MongoImageRepository } = await import('./mongo/images.js');
    return MongoImageRepository.open(config.databaseUrl);
  }
  const folder = folderOf(config.databaseUrl);
  const { SqliteImageRepository } = await import('./sqlite/images.js');
  return usable('DATABASE_URL', join(folder, 'media.db'), SqliteImageRepository.open);
}

/** Links to pictures, beside the pictures. */
export async function openShares(config: Config): Promise<ShareRepository> {
  if (onMongo(config)) {
    const { MongoShareRepository } = await import('./mongo/shares.js');
    return MongoShareRepository.open(config.databaseUrl);
  }
  const folder = folderOf(config.databaseUrl);
  const { SqliteShareRepository } = await import('./sqlite/shares.js');
  return usable('DATABASE_URL', join(folder, 'media.db'), SqliteShareRepository.open);
}

export async function openUsers(config: Config): Promise<UserRepository> {
  if (onMongo(config)) {
    const { MongoUserRepository } = await import('./mongo/users.js');
    return MongoUserRepository.open(config.databaseUrl);
  }
  const folder = folderOf(config.databaseUrl);
  const { SqliteUserRepository } = await import('./sqlite/users.js');
  return usable('DATABASE_URL', join(folder, 'auth.db'), SqliteUserRepository.open);
}

export async function openSessions(config: Config): Promise<SessionRepository> {
  if (onMongo(config)) {
    const { MongoSessionRepository } = await import('./mongo/sessions.js');
    return MongoSessionRepository.open(config.databaseUrl);
  }
  const folder = folderOf(config.databaseUrl);
  const { SqliteSessionRepository } = await import('./sqlite/sessions.js');
  return usable('DATABASE_URL', join(folder, 'auth.db'), SqliteSessionRepository.open);
}

/** Albums lie in the database of the images. */
export async function openAlbums(config: Config): Promise<AlbumRepository> {
  if (onMongo(config)) {
    const { MongoAlbumRepository } = await import('./mongo/albums.js');
    return MongoAlbumRepository.open(config.databaseUrl);
  }
  const { SqliteAlbumRepository } = await import('./sqlite/albums.js');
  return usable('DATABASE_URL', join(folderOf(config.databaseUrl), 'media.db'), SqliteAlbumRepository.open);
}

/** Whether the databases are there already; opening them would make them. One behind a server is: it says so itself when it is not. */
export function databasesThere({ databaseUrl }: Config): boolean {
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
