import { mkdir } from 'node:fs/promises';

import type { Config } from '#libs/config/config.js';
import type { Decoder } from '#libs/imaging/decoder/decoder.js';
import { openAuthDatabase, openMediaDatabase, openObjectStore } from '#libs/infra/open.js';
import type { AuthDatabase, MediaDatabase } from '#libs/ports/databases.js';
import type { ObjectStore } from '#libs/ports/object-store.js';
import { lockStores } from '#libs/process/lock-drive.js';
import { openDecoder } from '#libs/process/open-decoder.js';

/** A stopped drive, opened. */
export interface Drive
  extends
    Pick<AuthDatabase, 'users' | 'sessions'>,
    Pick<MediaDatabase, 'images' | 'maintenance' | 'quotas' | 'drive' | 'albums' | 'shares'> {
  objects: ObjectStore;
  decoder: Decoder;
  tmpDir: string;
  close(): Promise<void>;
}

/** Opens and locks a drive. Only a drive with files can be locked. @throws ConfigError when it is running */
export async function openDrive(config: Config): Promise<Drive> {
  const lock = await lockStores(config);
  await mkdir(config.tmpDir, { recursive: true, mode: 0o700 });
  const [auth, media, objects] = await Promise.all([openAuthDatabase(config), openMediaDatabase(config), openObjectStore(config)]);
  const decoder = openDecoder(config, 1);
  const close = async () => {
    await Promise.all([decoder.close(), auth.close(), media.close(), objects.close()]);
    lock.release();
  };
  return { ...auth, ...media, objects, decoder, tmpDir: config.tmpDir, close };
}
