import { randomBytes } from 'node:crypto';
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';

import type { Config } from '#libs/config/config.js';
import { driveMismatch } from '#libs/domain/drive/drive-id.js';
import { VARIANTS_PREFIX } from '#libs/domain/drive/temporary-files.js';
import type { Decoder } from '#libs/imaging/decoder/decoder.js';
import { databasesExist, openAuthDatabase, openMediaDatabase, openObjectStore } from '#libs/infra/open.js';
import type { AuthDatabase, MediaDatabase } from '#libs/ports/databases.js';
import type { ObjectStore } from '#libs/ports/object-store.js';
import { openDecoder } from '#libs/process/open-decoder.js';
import { CommandError, usageError } from '#libs/terminal/command-error.js';

/** Children that decode variants at the same time; the drive beside this command needs the machine, too. */
const DECODERS = 2;

/** An opened drive, which may be running. */
export interface Drive
  extends Pick<AuthDatabase, 'users'>, Pick<MediaDatabase, 'images' | 'audit' | 'maintenance' | 'quotas' | 'albums' | 'shares' | 'drive'> {
  /** Of the drive, as database and store carry it. */
  id: string;
  objects: ObjectStore;
  decoder: Decoder;
  config: Config;
  close(): Promise<void>;
}

/** Opens a drive without locking it. @throws CommandError when there is none, or its database and store do not belong together; ConfigError */
export async function openDrive(config: Config): Promise<Drive> {
  if (!databasesExist(config)) throw usageError(`There is no drive in ${config.dataDir}. Name its folder or its file of settings.`);
  const { tmpDir } = config;
  await mkdir(tmpDir, { recursive: true, mode: 0o700 });
  const [auth, media, objects] = await Promise.all([openAuthDatabase(config), openMediaDatabase(config), openObjectStore(config)]);
  const decoder = openDecoder(config, DECODERS);
  const close = async () => {
    await Promise.all([decoder.close(), auth.close(), media.close(), objects.close()]);
  };
  try {
    const mismatch = await driveMismatch({ database: media, objects, tmpDir, givesId: false });
    const id = await media.drive.driveId(null);
    if (mismatch !== null || id === null) throw new CommandError(mismatch ?? 'The drive has no id yet. Start it once.');
    return { ...auth, ...media, id, objects, decoder, config, close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** Calls `work` with the path of a file that does not exist yet, and removes what is there afterwards. */
export async function withTemporaryFile<T>({ config }: Drive, work: (file: string) => Promise<T>): Promise<T> {
  const file = join(config.tmpDir, `${VARIANTS_PREFIX}${randomBytes(16).toString('hex')}`);
  try {
    return await work(file);
  } finally {
    await rm(file, { force: true });
  }
}
