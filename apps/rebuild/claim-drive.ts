import { text } from 'node:stream/consumers';

import { DRIVE_ID_KEY, newId } from '#libs/domain/image/keys.js';
import { putText } from '#libs/domain/drive/put-text.js';
import { type ObjectStore } from '#libs/ports/object-store.js';

import type { Drive } from './drive.js';
import { RebuildError } from './rebuild-error.js';
import type { ImageState } from '#libs/domain/image/image-row.js';
import { ObjectNotFound } from '#libs/ports/errors.js';

/** Lies in the store as long as its database is being made again. */
export const REBUILDING_KEY = 'rebuilding';
const STATES: readonly ImageState[] = ['uploading', 'processing', 'ready', 'rejected', 'abandoned', 'purging'];

/**
 * Makes sure that the database is empty, or what an earlier call, stopped in the middle, made of an empty one; and gives it the id of the
 * store, so that the drive takes them for one. @throws RebuildError for any other database, and for one of another drive
 */
export async function claimDrive({ users, maintenance, drive, objects, tmpDir }: Drive): Promise<void> {
  const wanted = (await read(objects, DRIVE_ID_KEY)) ?? (await drive.driveId(null)) ?? newId();
  const goesOn = (await read(objects, REBUILDING_KEY)) === wanted;
  if (!goesOn && !(await isEmpty({ users, maintenance }))) {
    throw new RebuildError('The database is not empty, and a rebuilding only makes one again that is. Move it away, and call this again.');
  }
  const there = await drive.driveId(wanted);
  // A drive that was started on the empty database may have given it an id of its own.
  if (there !== wanted) {
    throw new RebuildError('The database is of another drive than the store. Take one that was never used, and call this again.');
  }
  await putText(objects, tmpDir, DRIVE_ID_KEY, wanted);
  await putText(objects, tmpDir, REBUILDING_KEY, wanted);
}

/** From now on it is a drive like any other. */
export async function releaseDrive({ objects }: Drive): Promise<void> {
  await objects.remove([REBUILDING_KEY]);
}

async function read(objects: ObjectStore, key: string): Promise<string | null> {
  try {
    return (await text((await objects.get(key)).stream)).trim();
  } catch (error) {
    if (error instanceof ObjectNotFound) return null;
    throw error;
  }
}

async function isEmpty({ users, maintenance }: Pick<Drive, 'users' | 'maintenance'>): Promise<boolean> {
  if ((await users.list()).length > 0) return false;
  for (const state of STATES) if ((await maintenance.listByState(state, { limit: 1 })).length > 0) return false;
  return true;
}
