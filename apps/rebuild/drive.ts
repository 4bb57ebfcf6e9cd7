import { mkdir } from 'node:fs/promises';

import type { Config } from '#libs/config/config.js';
import type { Decoder } from '#libs/imaging/decoder/decoder.js';
import { openImages, openObjectStore, openSessions, openUsers } from '#libs/infra/open.js';
import type { ImageRepository } from '#libs/ports/image-repository.js';
import type { ObjectStore } from '#libs/ports/object-store.js';
import type { SessionRepository } from '#libs/ports/session-repository.js';
import type { UserRepository } from '#libs/ports/user-repository.js';
import { lockStores } from '#libs/process/lock-drive.js';
import { openDecoder } from '#libs/process/open-decoder.js';

/** What a rebuilding works with. */
export interface Drive {
  users: UserRepository;
  sessions: SessionRepository;
  images: ImageRepository;
  objects: ObjectStore;
  decoder: Decoder;
  tmpDir: string;
  close(): Promise<void>;
}

/** Opens the drive for this process alone, as far as that can be had. @throws ConfigError when it is running */
export async function openDrive(config: Config): Promise<Drive> {
  const lock = await lockStores(config);
  await mkdir(config.tmpDir, { recursive: true, mode: 0o700 });
  const [users, sessions, images, objects] = await Promise.all([
    openUsers(config),
    openSessions(config),
    openImages(config),
    openObjectStore(config),
  ]);
  const decoder = openDecoder(config, 1, undefined);
  const close = async () => {
    await Promise.all([decoder.close(), users.close(), sessions.close(), images.close(), objects.close()]);
    lock.release();
  };
  return { users, sessions, images, objects, decoder, tmpDir: config.tmpDir, close };
}
