import { text } from 'node:stream/consumers';

import { DRIVE_ID_KEY, newId } from '#libs/domain/image/keys.js';
import { putText } from '#libs/domain/drive/temporary-files.js';
import type { ImageState } from '#libs/domain/image/image-row.js';
import { ObjectNotFound } from '#libs/ports/errors.js';
import type { ObjectStore } from '#libs/ports/object-store.js';
import { CommandError } from '#libs/terminal/command-error.js';

import type { Drive } from './drive.js';
import type { FoundOriginal } from './find-originals.js';

/** An object in the store while a rebuild is not finished. */
const REBUILDING_KEY = 'rebuilding';
const STATES: readonly ImageState[] = ['uploading', 'processing', 'ready', 'rejected', 'abandoned', 'purging'];

/**
 * Accepts a database without images, or one that an interrupted rebuild began, and gives it the drive id of the store, so that the drive
 * accepts the two together. Accounts may have survived: then one of them owns an original, unless the store has none.
 * @throws CommandError for any other database, and for one of another drive
 */
export async function claimDrive(
  { users, maintenance, drive, objects, tmpDir }: Drive,
  originals: readonly FoundOriginal[],
): Promise<void> {
  const inStore = await read(objects, DRIVE_ID_KEY);
  const wanted = inStore ?? (await drive.driveId(null)) ?? newId();
  const isResumed = (await read(objects, REBUILDING_KEY)) === wanted;
  if (!isResumed && !(await hasNoImages(maintenance))) {
    throw new CommandError(
      'The database has pictures; only one without any can be rebuilt. Move it away (media.db, or what SHOEBOX_DATABASE_URL names), ' +
        'and run the command again.',
    );
  }
  const owners = new Set(originals.map(({ owner }) => owner));
  const accounts = await users.list();
  // A store without originals and without an id is that of no drive: mostly a disk that is not mounted.
  const isOfAccounts = originals.length === 0 ? inStore !== null : accounts.some(({ id }) => owners.has(id));
  if (accounts.length > 0 && !isOfAccounts) {
    throw new CommandError(
      'No account of the database owns a picture of the store. Is the right disk mounted? Put the accounts of this drive in their place, or ' +
        'move them away (auth.db, or what SHOEBOX_DATABASE_URL names) to have new ones made, and run the command again.',
    );
  }
  const id = await drive.driveId(wanted);
  // A drive that was started with the empty database may have given it a new id.
  if (id !== wanted) {
    throw new CommandError('The database and the store belong to different drives. Use a new database, and run the command again.');
  }
  await putText(objects, tmpDir, DRIVE_ID_KEY, wanted);
  await putText(objects, tmpDir, REBUILDING_KEY, wanted);
}

/** Ends the rebuild: it is a normal drive. */
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

async function hasNoImages(maintenance: Drive['maintenance']): Promise<boolean> {
  for (const state of STATES) if ((await maintenance.listByState(state, { limit: 1 })).length > 0) return false;
  return true;
}
