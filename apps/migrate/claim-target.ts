import { driveMismatch } from '#libs/domain/drive/drive-id.js';
import { DRIVE_ID_KEY, newId } from '#libs/domain/image/keys.js';
import { putText } from '#libs/domain/drive/put-text.js';

import { MigrateError } from './migrate-error.js';
import type { Place } from './place.js';
import type { ImageState } from '#libs/domain/image/image-row.js';
import { ObjectNotFound } from '#libs/ports/errors.js';

/** Lies in the store of the target as long as a drive is being moved there. */
const MOVING_KEY = 'moving-here';
const STATES: readonly ImageState[] = ['uploading', 'processing', 'ready', 'rejected', 'abandoned', 'purging'];

/**
 * Makes the target the drive that the source is, unless it is already on its way there: an empty one, or one that an earlier call began.
 * @throws MigrateError for any other: what was moved before and has lived on since must not get back what was deleted there
 */
export async function claimTarget(source: Place, target: Place, tmpDir: string): Promise<void> {
  const id = (await source.drive.driveId(null)) ?? (await source.drive.driveId(newId()))!;
  const there = await target.drive.driveId(null);
  if (there === id && (await isMoving(target))) return;
  if (!(await isEmpty(target))) {
    throw new MigrateError(
      there === id
        ? `${target.name} holds this drive already, moved there before. To move it again choose an empty place.`
        : `${target.name} is not empty. A drive can only be moved to an empty place.`,
    );
  }
  if (there !== null && there !== id)
    throw new MigrateError(`${target.name} belongs to another drive. Choose a place that was never used.`);
  await target.drive.driveId(id);
  const mismatch = await driveMismatch({ database: target, objects: target.objects, tmpDir });
  if (mismatch !== null) throw new MigrateError(mismatch);
  await putText(target.objects, tmpDir, MOVING_KEY, id);
}

/** From now on the target is a drive like any other. */
export async function releaseTarget({ objects }: Place): Promise<void> {
  await objects.remove([MOVING_KEY]);
}

/** Keys that belong to no picture and to no other drive. */
export function isOwnKey(key: string): boolean {
  return key === MOVING_KEY || key === DRIVE_ID_KEY;
}

async function isMoving({ objects }: Place): Promise<boolean> {
  try {
    await objects.metadata(MOVING_KEY);
    return true;
  } catch (error) {
    if (error instanceof ObjectNotFound) return false;
    throw error;
  }
}

async function isEmpty({ users, maintenance, objects }: Place): Promise<boolean> {
  if ((await users.list()).length > 0) return false;
  for (const state of STATES) if ((await maintenance.listByState(state, { limit: 1 })).length > 0) return false;
  for await (const { key } of objects.list('')) if (!isOwnKey(key)) return false;
  return true;
}
