import { text } from 'node:stream/consumers';

import { driveMismatch } from '#libs/domain/drive/drive-id.js';
import { DRIVE_ID_KEY, newId } from '#libs/domain/image/keys.js';
import { putText } from '#libs/domain/drive/temporary-files.js';
import type { ImageState } from '#libs/domain/image/image-row.js';
import { ObjectNotFound } from '#libs/ports/errors.js';
import { CommandError } from '#libs/terminal/command-error.js';

import type { CopySource, DriveEndpoint } from './drive-endpoint.js';

/** An object in the target's store while a migration or a restore is not finished. */
const MIGRATING_KEY = 'moving-here';
const STATES: readonly ImageState[] = ['uploading', 'processing', 'ready', 'rejected', 'abandoned', 'purging'];

/**
 * Gives an empty target the drive id of the source, or accepts a target that an earlier run of the same copy began.
 * @param from which copy this is, when there are several of one drive: the generation of a backup
 * @throws CommandError for any other target: after a finished copy, images deleted there must not come back
 */
export async function claimTarget(source: Pick<CopySource, 'drive'>, target: DriveEndpoint, tmpDir: string, from?: string): Promise<void> {
  const id = (await source.drive.driveId(null)) ?? (await source.drive.driveId(newId()))!;
  const existing = await target.drive.driveId(null);
  const mark = from === undefined ? id : `${id} ${from}`;
  const begun = await readMark(target);
  if (existing === id && begun === mark) return;
  if (existing === id && begun !== null) {
    throw new CommandError(`${target.name} contains a part of another copy (${begun}). Continue that one, or choose an empty target.`);
  }
  if (!(await isEmpty(target))) {
    throw new CommandError(
      existing === id
        ? `${target.name} already contains this drive. To copy it again, choose an empty target.`
        : `${target.name} is not empty. A whole drive can only be copied to an empty target.`,
    );
  }
  if (existing !== null && existing !== id)
    throw new CommandError(`${target.name} belongs to another drive. Choose a target that was never used.`);
  await target.drive.driveId(id);
  const mismatch = await driveMismatch({ database: target, objects: target.objects, tmpDir });
  if (mismatch !== null) throw new CommandError(mismatch);
  await putText(target.objects, tmpDir, MIGRATING_KEY, mark);
}

/** Ends the copy: the target is a normal drive. */
export async function releaseTarget({ objects }: DriveEndpoint): Promise<void> {
  await objects.remove([MIGRATING_KEY]);
}

/** Objects that are not part of an image and may exist in an empty target. */
function isOwnKey(key: string): boolean {
  return key === MIGRATING_KEY || key === DRIVE_ID_KEY;
}

/** Which copy was begun and not finished; null when none was. */
async function readMark({ objects }: DriveEndpoint): Promise<string | null> {
  try {
    return (await text((await objects.get(MIGRATING_KEY)).stream)).trim();
  } catch (error) {
    if (error instanceof ObjectNotFound) return null;
    throw error;
  }
}

async function isEmpty({ users, maintenance, objects }: DriveEndpoint): Promise<boolean> {
  if ((await users.list()).length > 0) return false;
  for (const state of STATES) if ((await maintenance.listByState(state, { limit: 1 })).length > 0) return false;
  for await (const { key } of objects.list('')) if (!isOwnKey(key)) return false;
  return true;
}
