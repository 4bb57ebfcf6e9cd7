import type { ImageRepository, ImageRow } from '#libs/ports/image-repository.js';
import type { ObjectStore } from '#libs/ports/object-store.js';
import type { ShareRepository } from '#libs/ports/share-repository.js';

import { imagePrefix } from './keys.js';

/** Where a picture, and what belongs to it, lies. */
export interface Places {
  images: ImageRepository;
  shares: ShareRepository;
  objects: ObjectStore;
}

/**
 * The end of `purging` and of `abandoned`: it goes from the links, the objects go, then the row, so that a crash in between leaves a row
 * from which upkeep can go on, and never an object or a place in a link that nobody knows of.
 */
export async function removeImage({ images, shares, objects }: Places, row: ImageRow): Promise<void> {
  // What never was there can be in no link.
  if (row.state !== 'abandoned') await shares.forgetImage(row.owner, row.id);
  // The original by its name: what a `put` that died left of its metadata is in no list.
  const keys = [row.originalKey];
  for await (const { key } of objects.list(imagePrefix(row.owner, row.id))) keys.push(key);
  await objects.remove(keys);
  await images.remove(row.id, { state: ['purging', 'abandoned'] });
}
