import type { ImageRepository, ImageRow } from '#libs/ports/image-repository.js';
import type { ObjectStore } from '#libs/ports/object-store.js';

import { imagePrefix } from './keys.js';

/**
 * The end of `purging` and of `abandoned`: the objects go, then the row, so that a crash in between leaves a row from which upkeep can
 * go on, and never an object that nobody knows of.
 */
export async function removeImage(images: ImageRepository, objects: ObjectStore, row: ImageRow): Promise<void> {
  // The original by its name: what a `put` that died left of its metadata is in no list.
  const keys = [row.originalKey];
  for await (const { key } of objects.list(imagePrefix(row.owner, row.id))) keys.push(key);
  await objects.remove(keys);
  await images.remove(row.id, { state: ['purging', 'abandoned'] });
}
