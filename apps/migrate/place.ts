import { readFile, stat } from 'node:fs/promises';
import { parseEnv } from 'node:util';

import { loadConfig, type Config } from '#libs/config/config.js';
import { databasesExist, openAuthDatabase, openMediaDatabase, openObjectStore } from '#libs/infra/open.js';
import type { AuthDatabase, MediaDatabase } from '#libs/ports/databases.js';
import type { ObjectStore } from '#libs/ports/object-store.js';
import { lockStores } from '#libs/process/lock-drive.js';

import { MigrateError } from './migrate-error.js';

/** A drive that is not running, opened. */
export interface Place
  extends
    Pick<AuthDatabase, 'users' | 'sessions' | 'accessTokens' | 'invites'>,
    Pick<MediaDatabase, 'images' | 'maintenance' | 'quotas' | 'drive' | 'albums' | 'shares'> {
  /** As the owner wrote it. */
  name: string;
  config: Config;
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
  return databasesExist(config);
}

/** Opens a place for this process alone, as far as that can be had. @throws ConfigError when a drive is running there */
export async function openPlace(name: string, config: Config): Promise<Place> {
  const lock = await lockStores(config);
  const [auth, media, objects] = await Promise.all([openAuthDatabase(config), openMediaDatabase(config), openObjectStore(config)]);
  const close = async () => {
    await Promise.all([auth.close(), media.close(), objects.close()]);
    lock.release();
  };
  return { ...auth, ...media, name, config, objects, close };
}
