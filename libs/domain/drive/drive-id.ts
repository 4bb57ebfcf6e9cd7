import { text } from 'node:stream/consumers';

import type { MediaDatabase } from '#libs/ports/databases.js';
import type { ImageMaintenance } from '#libs/ports/image-maintenance.js';
import { type ObjectStore } from '#libs/ports/object-store.js';

import { DRIVE_ID_KEY, newId } from '../image/keys.js';
import { putText } from './temporary-files.js';
import { RepositoryFull, ObjectNotFound, StoreFull } from '#libs/ports/errors.js';
import type { ImageState } from '../image/image-row.js';

/** States of pictures whose original is in the store. */
const KEPT: readonly ImageState[] = ['ready', 'processing', 'rejected'];
/** States in which it may be there: found it tells as much, missing it tells nothing. */
const ON_THE_WAY: readonly ImageState[] = ['uploading', 'purging', 'abandoned'];
/** Originals of each state that are looked for: some may be lost in a store that is the right one all the same. */
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
 * Whether database and store belong together: null when they do, else what is wrong and what to do, for the owner of the drive. Both
 * carry the drive's id; one that has none yet is given it only when they are both empty, or when originals that the database names are
 * in the store. @throws what the ports throw, when one of them can't be asked
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
    // They belong together; that it can't be noted yet is no reason to keep upkeep from making room.
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

/** Without an id, pictures tell: an empty folder where a disk should be mounted holds none of them. */
async function belongTogether(maintenance: ImageMaintenance, objects: ObjectStore): Promise<boolean> {
  let rows = 0;
  for (const state of [...KEPT, ...ON_THE_WAY]) {
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
