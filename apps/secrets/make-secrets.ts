import { randomBytes } from 'node:crypto';
import { link, mkdir, open, readFile, rename, unlink } from 'node:fs/promises';
import { join } from 'node:path';

import { syncFolder } from '#libs/infra/folder.js';

/** The stores of docker-compose.yml by the names they answer to there, and what each and its users read besides the password, made from it. */
const STORES = {
  mongo: (password) => ({ url: `mongodb://shoebox:${password}@mongo:27017/shoebox?authSource=admin` }),
  minio: (password) => ({ url: `s3+http://shoebox:${password}@minio:9000/shoebox` }),
  redis: (password) => ({ url: `redis://:${password}@redis:6379`, 'redis.conf': `requirepass ${password}` }),
} satisfies Record<string, (password: string) => Record<string, string>>;

/** 160 bits, in hexadecimal digits: nothing that a URL, a shell or a configuration file would read as more than a letter. */
const BYTES = 20;
const PASSWORD = /^[0-9a-f]{40}$/;
/**
 * For all who get the folder to see: only the containers that need a store's secret do, and they run as different users. On the machine
 * itself Docker keeps its volumes from everybody but root.
 */
const MODE = 0o444;

/** The one line to print before the process ends. */
export class SecretsError extends Error {
  readonly code = 'SECRETS';
}

/**
 * Has a folder for each store under `folder` with its `password` and what is made from it. A password that is there is never changed, so
 * this may run at every start, be killed at any point, and run twice at once.
 * @returns the stores whose password it made
 * @throws SecretsError when a file is there that is none of ours, or the folder can't be written
 */
export async function makeSecrets(folder: string): Promise<string[]> {
  const made: string[] = [];
  for (const [store, formsOf] of Object.entries(STORES)) {
    const path = join(folder, store);
    try {
      await mkdir(path, { recursive: true });
      if (await write(path, 'password', randomBytes(BYTES).toString('hex'), link)) made.push(store);
    } catch (error) {
      throw new SecretsError(`${path} can't be used: it must be a volume that this user may write.`, { cause: error });
    }
    const password = (await readFile(join(path, 'password'), 'utf8')).trim();
    if (!PASSWORD.test(password)) {
      throw new SecretsError(`${path}/password is not one that was made here: put the right one back from your backup.`);
    }
    for (const [name, text] of Object.entries(formsOf(password))) await write(path, name, text, rename);
  }
  return made;
}

/**
 * Writes a file under another name, and gives it its own when it is whole and on the disk: `rename` replaces one that is there, `link`
 * leaves it. @returns false when it was left
 */
async function write(folder: string, name: string, text: string, give: (from: string, to: string) => Promise<void>): Promise<boolean> {
  const whole = join(folder, `.${name}-${randomBytes(4).toString('hex')}`);
  const handle = await open(whole, 'wx', MODE);
  try {
    await handle.writeFile(`${text}\n`);
    await handle.chmod(MODE);
    await handle.sync();
  } finally {
    await handle.close();
  }
  try {
    await give(whole, join(folder, name));
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    return false;
  } finally {
    if (give === link) await unlink(whole);
    await syncFolder(folder);
  }
}
