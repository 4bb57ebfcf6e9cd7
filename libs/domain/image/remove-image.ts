import type { ImageRepository } from '#libs/ports/image-repository.js';
import { type ObjectStore } from '#libs/ports/object-store.js';
import type { ShareRepository } from '#libs/ports/share-repository.js';

import { imagePrefix, tombstoneKey } from './keys.js';
import { resultsPrefix } from '../transform/results.js';
import { putText } from '../drive/temporary-files.js';
import type { ImageRow } from './image-row.js';
import { StoreFull } from '#libs/ports/errors.js';

/** Where images and what belongs to them are stored. */
export interface RemovalParts {
  images: ImageRepository;
  shares: ShareRepository;
  objects: ObjectStore;
  tmpDir: string;
}

/**
 * Ends the states `purging` and `abandoned`: removes the image from shares, then its objects, then its row. After a crash in between the row
 * is still there for maintenance to go on with, and no object or share entry is left without it. An image that was deleted for good first
 * gets a tombstone in the store, so that a rebuild does not bring it back if the database is lost, or an older copy of the store restored.
 */
export async function removeImage({ images, shares, objects, tmpDir }: RemovalParts, row: ImageRow): Promise<void> {
  // An abandoned upload was never visible, so it is in no share.
  if (row.state !== 'abandoned') await shares.forgetImage(row.owner, row.id);
  const hasTombstone = row.state !== 'purging' || (await putTombstone(objects, tmpDir, row));
  // The original by its key: a `put` that was interrupted may have left metadata that no list shows.
  const keys = [row.originalKey];
  for (const prefix of [imagePrefix(row.owner, row.id), resultsPrefix(row.owner, row.id)]) {
    for await (const { key } of objects.list(prefix)) keys.push(key);
  }
  await objects.remove(keys);
  // Now there may be disk space. If not, there is no object left that could come back.
  if (!hasTombstone) await putTombstone(objects, tmpDir, row);
  await images.remove(row.id, { state: ['purging', 'abandoned'] });
}

/** Returns false if the disk is full, on which people must be able to delete. */
async function putTombstone(objects: ObjectStore, tmpDir: string, { owner, id }: ImageRow): Promise<boolean> {
  try {
    await putText(objects, tmpDir, tombstoneKey(owner, id), new Date().toISOString());
    return true;
  } catch (error) {
    if (error instanceof StoreFull || isFull(error)) return false;
    throw error;
  }
}

/** Whether this is the error of a full disk of temporary files. */
function isFull(error: unknown): boolean {
  const { code } = error as NodeJS.ErrnoException;
  return code === 'ENOSPC' || code === 'EDQUOT';
}
