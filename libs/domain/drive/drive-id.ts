import { text } from 'node:stream/consumers';

import type { MediaDatabase } from '#libs/ports/databases.js';
import type { ImageMaintenance } from '#libs/ports/image-maintenance.js';
import { type ObjectStore } from '#libs/ports/object-store.js';

import { DRIVE_ID_KEY, newId } from '../image/keys.js';
import { putText } from './temporary-files.js';
import { RepositoryFull, ObjectNotFound, StoreFull } from '#libs/ports/errors.js';
import type { ImageState } from '../image/image-row.js';

/** States of images whose original is in the store. */
const KEPT: readonly ImageState[] = ['ready', 'processing', 'rejected'];
/** States in which the original may be in the store: if it is found, that proves as much; if it is missing, it proves nothing. */
const MAYBE_KEPT: readonly ImageState[] = ['uploading', 'purging', 'abandoned'];
/** How many originals of each state are looked for: even the right store may have lost some. */
const SAMPLE = 5;

export interface DriveIdOptions {
  database: Pick<MediaDatabase, 'drive' | 'maintenance'>;
  objects: ObjectStore;
  tmpDir: string;
  /**
   * False: leaves it to another process to give a new drive its id. Where media and worker run apart media does it, so that a worker that
   * sees another folder than media, and finds it as empty as a new one, does not take it for the store.
   */
  givesId?: boolean;
}

/**
 * Checks that database and store belong together. Returns null if they do, else what is wrong and what to do, for the owner of the drive.
 * Both hold the id of the drive. One that has no id yet gets it only if both are empty, or if originals of the database are in the store.
 * @throws the errors of the ports
 */
export async function driveMismatch({ database, objects, tmpDir, givesId = true }: DriveIdOptions): Promise<string | null> {
  const { drive, maintenance } = database;
  const [inDatabase, inStore] = [await drive.driveId(null), await readId(objects)];
  if (inDatabase !== null && inStore !== null) return inDatabase === inStore ? null : explain(inDatabase, `is of the drive ${inStore}`);
  if (!givesId) return inDatabase === null ? NEW : explain(inDatabase, 'says of none');
  if (!(await belongTogether(maintenance, objects))) {
    const known = inStore === null ? 'does not hold its pictures' : `is of the drive ${inStore}, which this database knows nothing of`;
    return explain(inDatabase, known);
  }
  try {
    const id = await drive.driveId(inDatabase ?? inStore ?? newId());
    if (inStore === null) await putText(objects, tmpDir, DRIVE_ID_KEY, id!);
  } catch (error) {
    // They belong together. That the id can't be stored yet must not keep maintenance from freeing space.
    if (!(error instanceof RepositoryFull || error instanceof StoreFull)) throw error;
  }
  return null;
}

const NEW = 'The drive is new and has no id yet: media gives it one as soon as it runs.';

function explain(inDatabase: string | null, store: string): string {
  const id = inDatabase ?? 'new';
  return (
    `Database and store do not belong together: the database is of the drive ${id}, the store ${store}. Nothing is removed until they do. ` +
    `Is the right disk mounted, and were both restored from one backup? If they are right as they are, write the id of the database ` +
    `into the file ${DRIVE_ID_KEY} of the store.`
  );
}

async function readId(objects: ObjectStore): Promise<string | null> {
  try {
    return (await text((await objects.get(DRIVE_ID_KEY)).stream)).trim();
  } catch (error) {
    if (error instanceof ObjectNotFound) return null;
    throw error;
  }
}

/** Without an id the images decide: an empty folder where a disk should be mounted has none of them. */
async function belongTogether(maintenance: ImageMaintenance, objects: ObjectStore): Promise<boolean> {
  let rows = 0;
  for (const state of [...KEPT, ...MAYBE_KEPT]) {
    for (const { originalKey } of await maintenance.listByState(state, { limit: SAMPLE })) {
      if (KEPT.includes(state)) rows++;
      if (await isThere(objects, originalKey)) return true;
    }
  }
  if (rows > 0) return false;
  for await (const { key } of objects.list('')) if (key !== DRIVE_ID_KEY) return false;
  return true;
}

async function isThere(objects: ObjectStore, key: string): Promise<boolean> {
  try {
    await objects.metadata(key);
    return true;
  } catch (error) {
    if (error instanceof ObjectNotFound) return false;
    throw error;
  }
}
