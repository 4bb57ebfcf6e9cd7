import { rm } from 'node:fs/promises';

import { originalKeyOf } from '#libs/backup/generations.js';
import { temporaryFile } from '#libs/backup/put-bytes.js';
import { removeLeftMetadata, storedHash } from '#libs/drive-copy/copy-object.js';
import type { DriveEndpoint } from '#libs/drive-copy/drive-endpoint.js';
import { WAITING, type ImageRow } from '#libs/domain/image/image-row.js';
import { tombstoneKey } from '#libs/domain/image/keys.js';
import { originalOptions } from '#libs/domain/image/original-options.js';
import { applyTransition, heal, retry, VISIBLE } from '#libs/domain/image/transitions.js';
import { mapVariants } from '#libs/domain/variants.js';
import { ObjectExists, ObjectNotFound } from '#libs/ports/errors.js';
import type { ObjectStore } from '#libs/ports/object-store.js';

/** `healed`: the row was there and its original was not, or was altered. `taken`: the account has the same bytes as another image. */
export type Restored = 'restored' | 'healed' | 'there' | 'taken' | 'being deleted';

export interface Restoring {
  store: ObjectStore;
  target: DriveEndpoint;
  workFolder: string;
}

/**
 * Brings an image back under its id. An image that is there and good is left as it is; a damaged original is replaced. The original comes
 * before the row, so that no row lacks it; the worker makes the sizes again.
 * @throws ObjectNotFound, ObjectCorrupt when the backup has lost or altered the original; and the errors of the ports
 */
export async function restoreImage(restoring: Restoring, row: ImageRow, ownerName: string): Promise<Restored> {
  const { target } = restoring;
  const existing = await target.images.find(row.id);
  if (existing) return VISIBLE.includes(existing.state) ? healImage(restoring, existing, row, ownerName) : 'being deleted';
  const holder = await target.images.findByHash(row.owner, row.sha256);
  if (holder) return 'taken';
  await putOriginal(restoring, row, ownerName);
  await target.images.insert(restoredRow(row));
  await target.images.update(row.id, {}, { content: 'claim' });
  await target.objects.remove([tombstoneKey(row.owner, row.id)]);
  return 'restored';
}

async function healImage(restoring: Restoring, existing: ImageRow, row: ImageRow, ownerName: string): Promise<Restored> {
  const { images, objects } = restoring.target;
  // A run that was killed between the two may have left the claim out.
  if (!(await images.findByHash(row.owner, row.sha256))) await images.update(row.id, {}, { content: 'claim' });
  if ((await hashOf(objects, row.originalKey)) === row.sha256) {
    if (existing.damagedAt) await images.update(row.id, {}, { set: { damagedAt: null } });
    return 'there';
  }
  await putOriginal(restoring, existing, ownerName);
  const healed = await applyTransition(images, row.id, heal(existing, []));
  // It was rejected because its original was missing or damaged.
  if (healed?.state === 'rejected' && !healed.deletedAt) await applyTransition(images, row.id, retry(healed));
  return 'healed';
}

/** Puts the original of the backup into the drive, replacing a damaged one, and reads it back. */
async function putOriginal({ store, target: { objects }, workFolder }: Restoring, row: ImageRow, ownerName: string): Promise<void> {
  const { originalKey: key, sha256 } = row;
  const found = await hashOf(objects, key);
  if (found === sha256) return;
  if (found === null) await removeLeftMetadata(objects, key);
  const file = temporaryFile(workFolder);
  try {
    await store.fetch(originalKeyOf(sha256), file, { sha256 });
    await objects.put(key, file, { ...originalOptions(row, ownerName), replace: found !== null });
  } catch (error) {
    if (!(error instanceof ObjectExists)) throw error;
  } finally {
    await rm(file, { force: true });
  }
  if ((await hashOf(objects, key)) !== sha256) throw new Error(`The drive did not keep the bytes of ${row.name} (${row.id}).`);
}

/** SHA-256 of an object; null when there is none. */
async function hashOf(objects: ObjectStore, key: string): Promise<string | null> {
  try {
    return await storedHash(objects, key);
  } catch (error) {
    if (error instanceof ObjectNotFound) return null;
    throw error;
  }
}

/** The row as it is before its variants are made. A new generation: a running attempt of the old image can't publish. */
function restoredRow(row: ImageRow): ImageRow {
  return {
    ...row,
    state: 'processing',
    reason: null,
    damagedAt: null,
    generation: row.generation + 1,
    sizes: mapVariants(() => WAITING),
  };
}
