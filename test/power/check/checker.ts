import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';

import { loadConfig } from '#libs/config/config.js';
import { driveMismatch } from '#libs/domain/drive/drive-id.js';
import { createLogger } from '#libs/http/log.js';
import { openAuthDatabase, openMediaDatabase, openObjectStore } from '#libs/infra/open.js';
import type { MediaDatabase } from '#libs/ports/databases.js';
import type { ObjectStore } from '#libs/ports/object-store.js';

import { findOriginals } from '../../../apps/rebuild/find-originals.js';
import { RemoveTemporaryFiles, RemoveUnfinishedWrites } from '../../../apps/worker/maintenance/clean-up.tasks.js';
import { AbandonUploads } from '../../../apps/worker/maintenance/expiry.tasks.js';
import { RemoveImages } from '../../../apps/worker/maintenance/remove-images.task.js';
import { StoreAudit } from '../../../apps/worker/maintenance/store-audit.js';
import { DataDir } from '../../harness/drive/data-dir.js';
import { DATA } from '../record/recorder.js';
import type { DiskState } from '../replay/choices.js';
import type { Moment } from './expected.js';
import { writeState } from './folder.js';
import { objectFaults } from './objects.js';
import { rowCopyFaults } from './row-copies.js';
import { differences, readStored } from './stored.js';
import { driveFaults } from './whole-drive.js';

export interface CheckOptions {
  /** Whether a turn of maintenance is run, which takes longer than all the rest. */
  maintenance?: boolean;
  /** Whether the built drive is started as well, which takes seconds. */
  drive?: boolean;
}

/**
 * Opens the databases and the store of a state as the drive does, and says in words what is wrong: what was acknowledged and is not there,
 * what is half there, what is back though it was deleted for good, and what a turn of maintenance does not clean up.
 * @param folder is emptied, and holds the state afterwards
 */
export async function faultsOf(state: DiskState, moments: readonly Moment[], folder: string, options: CheckOptions): Promise<string[]> {
  const found = await storedFaults(state, moments, folder, options);
  return found.length > 0 || !options.drive ? found : driveFaults(state, moments, folder);
}

async function storedFaults(state: DiskState, moments: readonly Moment[], folder: string, options: CheckOptions): Promise<string[]> {
  writeState(state, folder);
  const config = loadConfig({ SHOEBOX_DATA_DIR: join(folder, DATA) });
  await mkdir(config.tmpDir, { recursive: true });
  const [media, auth, objects] = await Promise.all([openMediaDatabase(config), openAuthDatabase(config), openObjectStore(config)]);
  try {
    const stored = readStored(config.dataDir);
    const found = [...stored.damage, ...moments.flatMap((moment) => differences(stored, moment)), ...objectFaults(state, stored, moments)];
    const mismatch = await driveMismatch({ database: media, objects, tmpDir: config.tmpDir });
    if (mismatch) found.push(mismatch);
    found.push(...(await rowCopyFaults(media, objects)));
    // What is wrong before maintenance would only be said twice.
    return found.length > 0 || !options.maintenance ? found : await faultsAfterMaintenance(media, objects, config);
  } finally {
    await Promise.all([media.close(), auth.close(), objects.close()]);
  }
}

/** One turn in which everything counts as old enough. */
async function faultsAfterMaintenance(
  { images, maintenance, shares }: MediaDatabase,
  objects: ObjectStore,
  { dataDir, tmpDir }: { dataDir: string; tmpDir: string },
): Promise<string[]> {
  const config = { graceSeconds: -1, tmpDir };
  await new AbandonUploads(images, maintenance, config).run();
  await new RemoveImages(images, maintenance, shares, objects, config, createLogger('silent')).run();
  await new RemoveTemporaryFiles(config).run();
  await new RemoveUnfinishedWrites(objects, config).run();
  await new StoreAudit(images, objects, config).removeUnnamedVariants();
  const folder = new DataDir(dataDir);
  const rows = folder.rows().map(({ id }) => id);
  // The attempt that the power ended is still the newest: the next one, which the drive makes at once, removes what it left.
  const processing = folder.rows().flatMap(({ id, state }) => (state === 'processing' ? [id] : []));
  const isLeft = (fault: string) => !processing.some((id) => fault.startsWith('no row names') && fault.includes(`/${id}/`));
  const rebuilt = (await findOriginals(objects)).originals.map(({ id }) => id);
  return [
    ...(await folder.faults()).filter(isLeft),
    ...(await folder.temporary()).map((path) => `${path} stays`),
    ...rebuilt.filter((id) => !rows.includes(id)).map((id) => `a rebuild would bring ${id} back`),
    ...rows.filter((id) => !rebuilt.includes(id)).map((id) => `a rebuild would not find ${id}`),
  ];
}
