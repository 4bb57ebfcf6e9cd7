import type { ImageRow } from './image-row.js';
import { imagePrefix, originalKey, parseKey } from './keys.js';
import { isOver } from './transitions.js';
import { parseResultKey } from '../transform/results.js';
import { VARIANT_NAMES } from '../variants.js';
import { ObjectNotFound } from '#libs/ports/errors.js';
import type { ListedObject, ObjectStore } from '#libs/ports/object-store.js';

export type UnnamedKind = 'original' | 'variant' | 'metadata';

/**
 * What an object of the store is that its row does not name and never will; null for any other object, also for one that is no part of an
 * image. The caller leaves objects alone that are younger than the grace period: an upload or attempt in flight may have written them.
 * @param row the row of the image that the key belongs to, read after the object was listed @throws StoreUnavailable
 */
export async function unnamedKind(
  objects: ObjectStore,
  { key, metadataOnly }: Pick<ListedObject, 'key' | 'metadataOnly'>,
  row: ImageRow | null,
): Promise<UnnamedKind | null> {
  const result = parseResultKey(key);
  const parts = parseKey(key) ?? result;
  if (!parts) return null;
  const { owner, id, run } = parts;
  // The image names no results: they are there as long as it is.
  if (result && row?.owner === owner) return null;
  if (!run && !result) {
    if (row?.originalKey === key) return null;
    return metadataOnly ? 'metadata' : 'original';
  }
  // No row, but an original: the row was lost, perhaps with an older copy of the database.
  if (!row) return (await hasObject(objects, originalKey(owner, id))) ? null : 'variant';
  if (!run) return 'variant';
  if (!key.startsWith(imagePrefix(row.owner, row.id)) || !isOver(row, run)) return null;
  return VARIANT_NAMES.every((name) => row.sizes[name].key !== key) ? 'variant' : null;
}

/** @throws StoreUnavailable */
export async function hasObject(objects: ObjectStore, key: string): Promise<boolean> {
  try {
    await objects.stat(key);
    return true;
  } catch (error) {
    if (error instanceof ObjectNotFound) return false;
    throw error;
  }
}
