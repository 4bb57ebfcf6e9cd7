import type { ImageRepository } from '#libs/ports/image-repository.js';
import { type ObjectStore } from '#libs/ports/object-store.js';
import type { ShareRepository } from '#libs/ports/share-repository.js';

import { imagePrefix, tombstoneKey } from './keys.js';
import { putText } from '../drive/temporary-files.js';
import type { ImageRow } from './image-row.js';
import { StoreFull } from '#libs/ports/errors.js';

/** Where a picture, and what belongs to it, lies. */
export interface RemovalParts {
  images: ImageRepository;
  shares: ShareRepository;
  objects: ObjectStore;
  tmpDir: string;
}

/**
 * The end of `purging` and of `abandoned`: it goes from the links, the objects go, then the row, so that a crash in between leaves a row
 * from which upkeep can go on, and never an object or a place in a link that nobody knows of. What people deleted for good leaves a mark
 * in the store before anything goes: should the database be lost at that moment, or the original come back with an older copy of the
 * store, no rebuilding brings it back.
 */
export async function removeImage({ images, shares, objects, tmpDir }: RemovalParts, row: ImageRow): Promise<void> {
  // What never was there can be in no link.
  if (row.state !== 'abandoned') await shares.forgetImage(row.owner, row.id);
  const marked = row.state !== 'purging' || (await mark(objects, tmpDir, row));
  // The original by its name: what a `put` that died left of its metadata is in no list.
  const keys = [row.originalKey];
  for await (const { key } of objects.list(imagePrefix(row.owner, row.id))) keys.push(key);
  await objects.remove(keys);
  // Now there may be room; and if there is none, what could come back has gone all the same.
  if (!marked) await mark(objects, tmpDir, row);
  await images.remove(row.id, { state: ['purging', 'abandoned'] });
}

/** False when there is no room for it: people must be able to delete on a full disk. */
async function mark(objects: ObjectStore, tmpDir: string, { owner, id }: ImageRow): Promise<boolean> {
  try {
    await putText(objects, tmpDir, tombstoneKey(owner, id), new Date().toISOString());
    return true;
  } catch (error) {
    if (error instanceof StoreFull || isFull(error)) return false;
    throw error;
  }
}

/** What the disk of temporary files says. */
function isFull(error: unknown): boolean {
  const { code } = error as NodeJS.ErrnoException;
  return code === 'ENOSPC' || code === 'EDQUOT';
}
