import { randomBytes } from 'node:crypto';
import { link, mkdir, open, readFile, rename, unlink } from 'node:fs/promises';
import { join } from 'node:path';

import { syncFolder } from '#libs/infra/folder.js';
import type { ServiceUser } from '#libs/infra/mongo/service-users.js';

/** One line for the owner. */
export class SecretsError extends Error {
  readonly code = 'SECRETS';
}

/**
 * The folders of secrets, and the files that each store and its users read, made from its password. `mongo` and `minio` are administrators,
 * whom only their store and the container that makes its users know; `mongo-…` and `minio-…` are those users. That of the gateway is what it shares with auth and media.
 */
const STORES = {
  mongo: (password) => ({ url: `mongodb://shoebox:${password}@mongo:27017/shoebox?authSource=admin` }),
  'mongo-auth': (password) => ({ url: mongoUrl('auth', password) }),
  'mongo-media': (password) => ({ url: mongoUrl('media', password) }),
  'mongo-worker': (password) => ({ url: mongoUrl('worker', password) }),
  'mongo-owner': (password) => ({ url: mongoUrl('owner', password) }),
  minio: (password) => ({ url: minioUrl('shoebox', password) }),
  'minio-media': (password) => ({ url: minioUrl('media', password) }),
  'minio-worker': (password) => ({ url: minioUrl('worker', password) }),
  'minio-owner': (password) => ({ url: minioUrl('owner', password) }),
  redis: (password) => ({ url: `redis://:${password}@redis:6379`, 'redis.conf': `requirepass ${password}` }),
  gateway: (): Record<string, string> => ({}),
} satisfies Record<string, (password: string) => Record<string, string>>;

/** Users of one database log in to that database. */
function mongoUrl(user: ServiceUser, password: string): string {
  return `mongodb://${user}:${password}@mongo:27017/shoebox`;
}

function minioUrl(user: string, password: string): string {
  return `s3+http://${user}:${password}@minio:9000/shoebox`;
}

/** 160 bits in hex, which need no escaping in a URL, a shell or a configuration file. */
const BYTES = 20;
const PASSWORD = /^[0-9a-f]{40}$/;
/**
 * Readable by all users: containers that need the secret run as different users, and only they mount the folder. On the host, Docker
 * volumes are closed to everybody but root.
 */
const MODE = 0o444;

/**
 * Creates a folder for each store with its `password` and the files made from it. An existing password is never changed: it may run at every
 * start, be killed at any time, and run twice at once.
 * @returns the stores that got a new password
 * @throws SecretsError when a password was not made here, or the folder can't be written
 */
export async function makeSecrets(folder: string): Promise<string[]> {
  const created: string[] = [];
  for (const [store, formsOf] of Object.entries(STORES)) {
    const path = join(folder, store);
    try {
      await mkdir(path, { recursive: true });
      if (await write(path, 'password', randomBytes(BYTES).toString('hex'), link)) created.push(store);
    } catch (error) {
      throw new SecretsError(`Can't write to ${path}. It must be a volume that this user may write to.`, { cause: error });
    }
    const password = (await readFile(join(path, 'password'), 'utf8')).trim();
    if (!PASSWORD.test(password)) {
      throw new SecretsError(`${path}/password was not created here. Restore the right one from a backup.`);
    }
    for (const [name, text] of Object.entries(formsOf(password))) await write(path, name, text, rename);
  }
  return created;
}

/**
 * Writes a temporary file and moves it to its name when it is on the disk: `rename` replaces an existing file, `link` keeps it.
 * @returns false when an existing file was kept
 */
async function write(folder: string, name: string, text: string, move: (from: string, to: string) => Promise<void>): Promise<boolean> {
  const temporary = join(folder, `.${name}-${randomBytes(4).toString('hex')}`);
  const handle = await open(temporary, 'wx', MODE);
  try {
    await handle.writeFile(`${text}\n`);
    await handle.chmod(MODE);
    await handle.sync();
  } finally {
    await handle.close();
  }
  try {
    await move(temporary, join(folder, name));
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    return false;
  } finally {
    if (move === link) await unlink(temporary);
    await syncFolder(folder);
  }
}
