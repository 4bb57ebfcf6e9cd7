import { statfs } from 'node:fs/promises';

import { type ObjectStore } from '#libs/ports/object-store.js';
import { StoreFull } from '#libs/ports/errors.js';

/** Bytes that uploads leave free: for the sizes of pictures that were taken already, and for the database. */
export const UPLOAD_RESERVE_BYTES = 16 * 2 ** 20;
/** Bytes that the sizes of one picture may take at most, generously. */
export const VARIANTS_BYTES = 4 * 2 ** 20;

/**
 * Looks whether so many bytes would go into the folder of temporary files and from there into the store. Only a look ahead, which saves
 * sending or decoding in vain: whoever writes next may be faster. @throws StoreFull, and what the store and the disk say
 */
export async function requireDiskSpace(objects: ObjectStore, tmpDir: string, bytes: number): Promise<void> {
  const [inStore, { bavail, bsize }] = await Promise.all([objects.freeBytes(), statfs(tmpDir)]);
  if (bytes > Math.min(inStore ?? Infinity, bavail * bsize)) throw new StoreFull('There is not enough room left.');
}
