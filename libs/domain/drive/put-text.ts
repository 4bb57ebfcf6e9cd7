import { randomBytes } from 'node:crypto';
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { type ObjectStore } from '#libs/ports/object-store.js';

import { markInFlight } from './in-flight.js';
import { UPLOAD_PREFIX } from './temporary-files.js';
import { ObjectExists } from '#libs/ports/errors.js';

/**
 * Puts a short text into the store, where it lies as it is if something lies under the key already. `tmpDir` must be there.
 * @throws StoreFull, StoreUnavailable, and what the disk says
 */
export async function putText(objects: ObjectStore, tmpDir: string, key: string, text: string): Promise<void> {
  const file = join(tmpDir, `${UPLOAD_PREFIX}${randomBytes(16).toString('hex')}`);
  const release = markInFlight(file);
  try {
    await writeFile(file, text, { mode: 0o600, flag: 'wx' });
    await objects.put(key, file, { type: 'text/plain' });
  } catch (error) {
    // Another process was first.
    if (!(error instanceof ObjectExists)) throw error;
  } finally {
    await rm(file, { force: true });
    release();
  }
}
