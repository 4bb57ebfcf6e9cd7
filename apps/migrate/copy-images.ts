import { isDeepStrictEqual } from 'node:util';

import { mapConcurrent } from '#libs/concurrency/map-concurrent.js';
import { applyTransition, startPurge, VISIBLE } from '#libs/domain/image/transitions.js';
import type { ImageRow } from '#libs/domain/image/image-row.js';
import { TOMBSTONE_PREFIX } from '#libs/domain/image/keys.js';
import { removeImage } from '#libs/domain/image/remove-image.js';
import { VARIANT_NAMES } from '#libs/domain/variants.js';
import { ObjectNotFound } from '#libs/ports/errors.js';
import type { ImageChange } from '#libs/ports/image-repository.js';

import { copyObject, storedHash } from '#libs/drive-copy/copy-object.js';
import { listImages, type DriveEndpoint } from '#libs/drive-copy/drive-endpoint.js';

const CONCURRENCY = 4;

/** Copies one image, objects first, so that no row names a missing object. Returns whether anything was copied. */
export async function copyImage(source: DriveEndpoint, target: DriveEndpoint, row: ImageRow, tmpDir: string): Promise<boolean> {
  const existing = await target.images.find(row.id);
  const isCopied = existing !== null && isSameRow(existing, row);
  if (!isCopied) {
    await copyObject(source.objects, target.objects, { key: row.originalKey, type: row.type, sha256: row.sha256 }, tmpDir);
    for (const name of VARIANT_NAMES) {
      const { key, type } = row.sizes[name];
      if (key) await copyObject(source.objects, target.objects, { key, type: type ?? 'application/octet-stream' }, tmpDir);
    }
    if (existing) await target.images.update(row.id, {}, changeTo(row));
    else await target.images.insert(row);
  }
  // A second step after the insert: an interrupted run may have left it out.
  const holder = await target.images.findByHash(row.owner, row.sha256);
  if (holder?.id !== row.id) await target.images.update(row.id, {}, { content: 'claim' });
  return !isCopied;
}

/** Removes images from the target that were deleted permanently at the source since an earlier run. Returns how many. */
export async function removeDeleted(source: DriveEndpoint, target: DriveEndpoint, tmpDir: string): Promise<number> {
  let count = 0;
  for await (const row of listImages(target)) {
    const existing = await source.images.find(row.id);
    if (existing && VISIBLE.includes(existing.state)) continue;
    const purging = await applyTransition(target.images, row.id, startPurge(row));
    if (!purging) continue;
    await removeImage({ ...target, tmpDir }, purging);
    count++;
  }
  return count;
}

/** Copies the tombstones of permanently deleted images, so that a rebuild of the target does not restore them. */
export async function copyTombstones(source: DriveEndpoint, target: DriveEndpoint, tmpDir: string): Promise<void> {
  await mapConcurrent(source.objects.list(TOMBSTONE_PREFIX), CONCURRENCY, ({ key }) =>
    copyObject(source.objects, target.objects, { key, type: 'text/plain' }, tmpDir),
  );
}

/** What differs at the target, as the end of a sentence; null when row and objects are the same. */
export async function compareImage(source: DriveEndpoint, target: DriveEndpoint, row: ImageRow): Promise<string | null> {
  const existing = await target.images.find(row.id);
  if (!existing) return 'is missing';
  if (!isSameRow(existing, row)) return 'was changed';
  try {
    if ((await storedHash(target.objects, row.originalKey)) !== row.sha256) return 'has a damaged original';
    for (const name of VARIANT_NAMES) {
      const { key } = row.sizes[name];
      if (key && (await storedHash(target.objects, key)) !== (await storedHash(source.objects, key))) return `has a damaged size ${name}`;
    }
    return null;
  } catch (error) {
    if (error instanceof ObjectNotFound) return 'has missing objects';
    throw error;
  }
}

/** Compares everything but the time of the last update. */
export function isSameRow(one: ImageRow, other: ImageRow): boolean {
  return isDeepStrictEqual({ ...one, updatedAt: null }, { ...other, updatedAt: null });
}

/** All columns that can change. */
function changeTo(row: ImageRow): ImageChange {
  const { name, takenAt, sortAt, deletedAt, damagedAt, state, reason, thumbhash, generation, attempt, crashCount, sizes } = row;
  return { set: { name, takenAt, sortAt, deletedAt, damagedAt, state, reason, thumbhash, generation, attempt, crashCount }, sizes };
}
