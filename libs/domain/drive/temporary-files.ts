import { randomBytes } from 'node:crypto';
import { lstat, mkdtemp, readdir, rm, rmdir, unlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { ObjectExists } from '#libs/ports/errors.js';
import type { ObjectStore } from '#libs/ports/object-store.js';

import { isInFlight, markInFlight } from './in-flight.js';

/** The first part of the names of temporary files and folders in TMP_DIR, which may be a folder that others use as well. */
export const UPLOAD_PREFIX = 'shoebox-upload-';
export const VARIANTS_PREFIX = 'shoebox-variants-';
/** The folder of a decoder child, for as long as it runs. */
export const CHILD_PREFIX = 'shoebox_decoder-';

/** Whether this is the name of a temporary file or folder of the drive. */
export function isTemporary(name: string): boolean {
  return [UPLOAD_PREFIX, VARIANTS_PREFIX, CHILD_PREFIX].some((prefix) => name.startsWith(prefix));
}

/**
 * Removes temporary files and folders that a process left when it was killed: those unchanged since `before` that are not in flight in this
 * process. For files of other processes only the age counts: an upload changes its file as bytes arrive, and an upload that stalls loses
 * its connection within minutes. Returns how many it removed.
 */
export async function removeTemporaryFiles(tmpDir: string, before: Date): Promise<number> {
  let count = 0;
  for (const name of (await readdir(tmpDir)).filter(isTemporary)) {
    const path = join(tmpDir, name);
    const found = await lstat(path).catch(() => null);
    if (!found || found.mtime > before || isInFlight(path)) continue;
    if (name.startsWith(CHILD_PREFIX)) await removeChildFolder(path);
    else await rm(path, { recursive: true, force: true });
    count++;
  }
  return count;
}

/**
 * Removes the folder of a decoder child and the files in it. Code of a picture may still run there and put a link where a folder was: to
 * remove what lies deeper would follow it, as another user and out of another root. Such a folder is left. No child of ours makes one.
 */
export async function removeChildFolder(folder: string): Promise<void> {
  for (const name of await readdir(folder).catch(() => [])) {
    const path = join(folder, name);
    // Neither follows a link.
    await unlink(path).catch(() => rmdir(path).catch(() => undefined));
  }
  await rmdir(folder).catch(() => undefined);
}

/** Calls `work` with a new folder in `parent` for files of images, which is removed when it has settled. */
export async function inTemporaryFolder<T>(parent: string, work: (folder: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(parent, VARIANTS_PREFIX));
  const release = markInFlight(folder);
  try {
    return await work(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
    release();
  }
}

/**
 * Puts a short text into the store; an object that exists under the key already is left as it is, unless `replace` is true. `tmpDir` must
 * exist.
 * @throws StoreFull, StoreUnavailable, and file system errors of `tmpDir`
 */
export async function putText(
  objects: ObjectStore,
  tmpDir: string,
  key: string,
  text: string,
  { replace = false }: { replace?: boolean } = {},
): Promise<void> {
  const file = join(tmpDir, `${UPLOAD_PREFIX}${randomBytes(16).toString('hex')}`);
  const release = markInFlight(file);
  try {
    await writeFile(file, text, { mode: 0o600, flag: 'wx' });
    await objects.put(key, file, { type: 'text/plain', replace });
  } catch (error) {
    // Another process was first.
    if (!(error instanceof ObjectExists)) throw error;
  } finally {
    await rm(file, { force: true });
    release();
  }
}
