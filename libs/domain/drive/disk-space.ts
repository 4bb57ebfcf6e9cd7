import { statfs } from 'node:fs/promises';

import { type ObjectStore } from '#libs/ports/object-store.js';
import { StoreFull } from '#libs/ports/errors.js';

/** Bytes that uploads leave free, for the variants of images that were uploaded before and for the database. */
export const UPLOAD_RESERVE_BYTES = 16 * 2 ** 20;
/** An upper estimate of the bytes of all variants of one image. */
export const VARIANTS_BYTES = 4 * 2 ** 20;

/**
 * Checks that so many bytes fit into the folder of temporary files and into the store. Only an early check that saves sending or decoding
 * in vain: other writers may use the space before.
 * @throws StoreFull, and errors of the store and the file system
 */
export async function requireDiskSpace(objects: ObjectStore, tmpDir: string, bytes: number): Promise<void> {
  const [inStore, { bavail, bsize }] = await Promise.all([objects.freeBytes(), statfs(tmpDir)]);
  if (bytes > Math.min(inStore ?? Infinity, bavail * bsize)) throw new StoreFull('There is not enough room left.');
}
