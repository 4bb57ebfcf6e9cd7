import { readFile, stat } from 'node:fs/promises';
import { parseEnv } from 'node:util';

import { loadConfig, type Config } from '#libs/config/config.js';
import { databasesThere, openAlbums, openImages, openObjectStore, openSessions, openShares, openUsers } from '#libs/infra/open.js';
import type { AlbumRepository } from '#libs/ports/album-repository.js';
import type { ImageRepository } from '#libs/ports/image-repository.js';
import type { ObjectStore } from '#libs/ports/object-store.js';
import type { SessionRepository } from '#libs/ports/session-repository.js';
import type { ShareRepository } from '#libs/ports/share-repository.js';
import type { UserRepository } from '#libs/ports/user-repository.js';
import { lockStores } from '#libs/process/lock-drive.js';

import { MigrateError } from './migrate-error.js';

/** A drive that is not running, opened. */
export interface Place {
  /** As the owner wrote it. */
  name: string;
  config: Config;
  users: UserRepository;
  sessions: SessionRepository;
  images: ImageRepository;
  albums: AlbumRepository;
  shares: ShareRepository;
  objects: ObjectStore;
  close(): Promise<void>;
}

/** The settings of a place: a data folder, which need not be there yet, or a file of settings. @throws MigrateError, ConfigError */
export async function readPlace(name: string): Promise<Config> {
  const found = await stat(name).catch(() => null);
  if (!found?.isFile()) return loadConfig({ SHOEBOX_DATA_DIR: name });
  const settings = parseEnv(await readFile(name, 'utf8'));
  if (!settings['SHOEBOX_DATABASE_URL'] && !settings['SHOEBOX_DATABASE_URL_FILE'] && !settings['SHOEBOX_DATA_DIR']) {
    throw new MigrateError(`${name} is no file of settings: SHOEBOX_DATABASE_URL is not in it. See deploy/env.example.`);
  }
  return loadConfig(settings);
}

/** Whether a drive was ever started there; a server says so itself. */
export function isThere(config: Config): boolean {
  return databasesThere(config);
}

/** Opens a place for this process alone, as far as that can be had. @throws ConfigError when a drive is running there */
export async function openPlace(name: string, config: Config): Promise<Place> {
  const lock = await lockStores(config);
  const [users, sessions, images, albums, shares, objects] = await Promise.all([
    openUsers(config),
    openSessions(config),
    openImages(config),
    openAlbums(config),
    openShares(config),
    openObjectStore(config),
  ]);
  const close = async () => {
    await Promise.all([users.close(), sessions.close(), images.close(), albums.close(), shares.close(), objects.close()]);
    lock.release();
  };
  return { name, config, users, sessions, images, albums, shares, objects, close };
}
