import { readFile, stat } from 'node:fs/promises';
import { parseEnv } from 'node:util';

import { loadConfig, type Config } from '#libs/config/config.js';
import type { ImageRow } from '#libs/domain/image/image-row.js';
import { VISIBLE } from '#libs/domain/image/transitions.js';
import { openAuthDatabase, openMediaDatabase, openObjectStore } from '#libs/infra/open.js';
import type { AuthDatabase, MediaDatabase } from '#libs/ports/databases.js';
import type { ObjectStore } from '#libs/ports/object-store.js';
import { lockStores } from '#libs/process/lock-drive.js';
import { CommandError } from '#libs/terminal/command-error.js';

/** A drive with its databases and store open: one that is copied, or the target of a copy. */
export interface DriveEndpoint
  extends
    Pick<AuthDatabase, 'users' | 'sessions' | 'accessTokens' | 'invites'>,
    Pick<MediaDatabase, 'images' | 'maintenance' | 'quotas' | 'drive' | 'albums' | 'shares' | 'addressKeys' | 'presets'> {
  /** As it was typed. */
  name: string;
  config: Config;
  objects: ObjectStore;
  close(): Promise<void>;
}

/** What a copy reads of a source besides its images: a drive, or a backup. */
export interface CopySource {
  users: Pick<DriveEndpoint['users'], 'list' | 'find'>;
  sessions: Pick<DriveEndpoint['sessions'], 'list'>;
  accessTokens: Pick<DriveEndpoint['accessTokens'], 'list'>;
  invites: Pick<DriveEndpoint['invites'], 'list'>;
  quotas: Pick<DriveEndpoint['quotas'], 'quotaOf'>;
  addressKeys: Pick<DriveEndpoint['addressKeys'], 'list'>;
  presets: Pick<DriveEndpoint['presets'], 'list'>;
  albums: Pick<DriveEndpoint['albums'], 'list'>;
  shares: Pick<DriveEndpoint['shares'], 'list'>;
  drive: Pick<DriveEndpoint['drive'], 'driveId'>;
}

/** @param name a data folder, which may be missing, or a file of settings @throws CommandError, ConfigError */
export async function readSettings(name: string): Promise<Config> {
  const found = await stat(name).catch(() => null);
  if (!found?.isFile()) return loadConfig({ SHOEBOX_DATA_DIR: name });
  const settings = parseEnv(await readFile(name, 'utf8'));
  if (!settings['SHOEBOX_DATABASE_URL'] && !settings['SHOEBOX_DATABASE_URL_FILE'] && !settings['SHOEBOX_DATA_DIR']) {
    throw new CommandError(`${name} is not a file of settings: it has no SHOEBOX_DATABASE_URL. See deploy/env.example.`);
  }
  return loadConfig(settings);
}

/**
 * Opens a drive and locks it. Only a drive with files can be locked.
 * @param options `beside: true` opens a drive that may be running, without the lock
 * @throws ConfigError when it is running
 */
export async function openEndpoint(name: string, config: Config, { beside = false } = {}): Promise<DriveEndpoint> {
  const lock = beside ? null : await lockStores(config);
  const [auth, media, objects] = await Promise.all([openAuthDatabase(config), openMediaDatabase(config), openObjectStore(config)]);
  const close = async () => {
    await Promise.all([auth.close(), media.close(), objects.close()]);
    lock?.release();
  };
  return { ...auth, ...media, name, config, objects, close };
}

const PAGE = 200;

/** All images of all owners, with the trash; not those being uploaded or purged. */
export async function* listImages({ maintenance }: Pick<DriveEndpoint, 'maintenance'>): AsyncGenerator<ImageRow> {
  for (const state of VISIBLE) {
    for (let after: string | undefined; ;) {
      const rows = await maintenance.listByState(state, { after, limit: PAGE });
      yield* rows;
      after = rows.at(-1)?.id;
      if (rows.length < PAGE) break;
    }
  }
}
