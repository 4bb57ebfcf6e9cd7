import { close, constants, open as openFile, read } from 'node:fs';
import { copyFile, link, lstat, open, readdir, rename, rm, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

import { Semaphore } from '#libs/concurrency/semaphore.js';
import { TOMBSTONE_PREFIX } from '#libs/domain/image/keys.js';
import { RESULTS_PREFIX } from '#libs/domain/transform/results.js';
import { StoreUnavailable } from '#libs/ports/errors.js';

import { errnoOf } from './errors.js';
import { ignoreMissing } from './paths.js';

/** Moves the file into the staging folder and makes it durable. */
export async function stage(file: string, staged: string): Promise<void> {
  try {
    await rename(file, staged);
  } catch (error) {
    if (errnoOf(error) !== 'EXDEV') throw error;
    await copyFile(file, staged);
  }
  const handle = await open(staged, 'r+');
  try {
    await handle.chmod(0o600);
    await handle.sync();
  } finally {
    await handle.close();
  }
}

const opened = promisify(openFile);
const readInto = promisify(read);

/**
 * The bytes of a small file in three calls of the system: open, read, close. With file handles of node:fs/promises it takes twice the time.
 * @returns null when it has another size than `bytes`
 */
export async function readWhole(path: string, bytes: number): Promise<Buffer | null> {
  const file = await opened(path, constants.O_RDONLY | constants.O_NOFOLLOW);
  try {
    // One more than expected, so that a longer file shows.
    const buffer = Buffer.allocUnsafeSlow(bytes + 1);
    let filled = 0;
    let got: number;
    do {
      ({ bytesRead: got } = await readInto(file, buffer, filled, buffer.length - filled, null));
      filled += got;
    } while (got > 0 && filled < bytes);
    return filled === bytes ? buffer.subarray(0, bytes) : null;
  } finally {
    // Nothing was written, so nothing can be lost here.
    close(file, () => undefined);
  }
}

/** Runs the steps concurrently and waits for all. Rejects with the first failure, after all have settled. */
export async function together(...steps: readonly (Promise<void> | undefined)[]): Promise<void> {
  const failed = (await Promise.allSettled(steps)).find((ended) => ended.status === 'rejected');
  if (failed) throw failed.reason;
}

/** Links, which fails when the path exists. Renames, which would replace a file, only on file systems without links (exFAT, SMB). */
export async function giveName(staged: string, path: string): Promise<void> {
  try {
    await link(staged, path);
  } catch (error) {
    if (!['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS'].includes(errnoOf(error) ?? '')) throw error;
    if (await exists(path)) throw Object.assign(new Error('exists'), { code: 'EEXIST', errno: -17 });
    await rename(staged, path);
  }
}

export async function exists(path: string): Promise<boolean> {
  return (await lstat(path).catch((error: unknown) => (errnoOf(error) === 'ENOENT' ? null : Promise.reject(error as Error)))) !== null;
}

/** Removes the files of a folder whose ctime is before the time; linking a file updates its ctime. @returns how many */
export async function removeOlder(folder: string, before: Date): Promise<number> {
  let count = 0;
  for (const name of await readdir(folder)) {
    const path = join(folder, name);
    const found = await lstat(path).catch(ignoreMissing);
    if (!found || found.ctime >= before) continue;
    await rm(path, { force: true });
    count++;
  }
  return count;
}

/** Removes a file, which may be gone already. */
export async function removeFile(path: string): Promise<void> {
  await unlink(path).catch(ignoreMissing);
}

/** Objects that are written at the same time, of all owners and of one: with two of one, fewer would be written in a second. */
const [WRITES, WRITES_OF_OWNER] = [6, 3];
/** Objects that wait: as many as there may be connections. */
const MAX_QUEUED = 4_000;

/**
 * Writes few objects at a time, by turns of their owners. To write one takes some twenty calls of the system with two fsyncs, and Node makes
 * four calls at a time, first come first served: those of one owner's many uploads would stand before every call for another.
 */
export class WritesByOwner {
  private readonly semaphore = new Semaphore({
    permits: WRITES,
    permitsOfCaller: WRITES_OF_OWNER,
    maxQueued: MAX_QUEUED,
    maxQueuedOfCaller: MAX_QUEUED / 8,
    refusal: () => new StoreUnavailable('Too many files wait for the disk.'),
  });

  /** @throws StoreUnavailable when too many wait, and what `write` throws */
  run(key: string, write: () => Promise<void>): Promise<void> {
    return this.semaphore.run(write, ownerOf(key));
  }
}

/** Keys are `<owner>/…`, or have a prefix before it. */
function ownerOf(key: string): string {
  const prefix = [RESULTS_PREFIX, TOMBSTONE_PREFIX].find((one) => key.startsWith(one)) ?? '';
  return key.slice(prefix.length).split('/', 1)[0]!;
}
