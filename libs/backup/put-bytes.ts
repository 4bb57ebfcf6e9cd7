import { randomBytes } from 'node:crypto';
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import type { ObjectStore } from '#libs/ports/object-store.js';

/** Stores some bytes under a key. @throws ObjectExists unless they replace what is there, StoreFull, StoreUnavailable */
export async function putBytes(
  store: ObjectStore,
  tmpDir: string,
  key: string,
  bytes: Buffer | string,
  { replace = false } = {},
): Promise<void> {
  const file = temporaryFile(tmpDir);
  try {
    await writeFile(file, bytes, { mode: 0o600, flag: 'wx' });
    await store.put(key, file, { type: 'application/octet-stream', replace });
  } finally {
    await rm(file, { force: true });
  }
}

/** The path of a new file in the work folder. */
export function temporaryFile(tmpDir: string): string {
  return join(tmpDir, randomBytes(16).toString('hex'));
}
