import { openDestination, overlaps, type Destination } from '#libs/backup/destination.js';
import { FORMAT, generationName, ORIGINALS, readGenerations, timeOf, type Generation } from '#libs/backup/generations.js';
import { GenerationWriter } from '#libs/backup/generation-writer.js';
import { BackupLock } from '#libs/backup/lock.js';
import type { Retention } from '#libs/backup/retention.js';
import { withWorkFolder } from '#libs/backup/work-folder.js';
import type { Config } from '#libs/config/config.js';
import { mapConcurrent } from '#libs/concurrency/map-concurrent.js';
import { storedHash } from '#libs/drive-copy/copy-object.js';
import { lastBackup, noteBackup } from '#libs/domain/drive/facts.js';
import { databasesExist } from '#libs/infra/open.js';
import { CommandError } from '#libs/terminal/command-error.js';
import { Progress, type ProgressOut } from '#libs/terminal/progress.js';

import type { KnownOriginals } from './copy-original.js';
import { prune } from './prune.js';
import { report } from './report.js';
import { openSource, type BackupSource } from './source.js';
import { idsOf, writeAccounts, writeAlbums, writeImages, writeTombstones, type Written } from './write-generation.js';

export interface BackupOptions {
  /** Where the backup lies; see `openDestination`. */
  place: string;
  /** The name of the drive, for messages. */
  name: string;
  config: Config;
  retention: Retention;
  /** Reads every original in the backup again, and replaces those that are damaged. */
  recheck: boolean;
  /** Begins a backup in an empty place although the last one is said to be there. */
  isNew: boolean;
}

const CONCURRENCY = 4;

/** Makes one generation. Returns the exit code: 0 only when every image is in it. @throws CommandError, ConfigError, errors of the ports */
export async function backup(options: BackupOptions, out: ProgressOut): Promise<number> {
  const { config, name, place } = options;
  if (!databasesExist(config)) throw new CommandError(`There is no drive in ${name}.`);
  const destination = await openDestination(place);
  try {
    if (overlaps(destination.url, config.storageUrl)) {
      throw new CommandError('The backup needs a place of its own, neither in the object store of the drive nor around it.');
    }
    return await withWorkFolder(config.tmpDir, async (workFolder) => {
      const at = new Date();
      const source = await openSource(name, config, workFolder);
      try {
        return await run({ ...options, destination, source, workFolder, at }, out);
      } finally {
        await source.close();
      }
    });
  } finally {
    await destination.store.close();
  }
}

interface Run extends BackupOptions {
  destination: Destination;
  source: BackupSource;
  workFolder: string;
  at: Date;
}

async function run(options: Run, out: ProgressOut): Promise<number> {
  const { destination, source, workFolder, at, retention } = options;
  const { store } = destination;
  const lock = await BackupLock.take(store, workFolder);
  try {
    const before = await readGenerations(store);
    await expectPlace(options, before);
    const known = await knownOriginals(options);
    const writer = new GenerationWriter(store, workFolder, nextName(at, before));
    const written = await writeAll(options, { known, writer, out });
    const { images, bytes, damaged } = written;
    await writer.finish({ format: FORMAT, at: at.toISOString(), drive: source.id, images, bytes, damaged }, () => lock.assertHeld());
    const lost = damaged.filter(({ kept }) => !kept).length;
    await noteBackup(source.live.drive, { at: at.toISOString(), images, bytes, damaged: lost, dest: destination.name });
    const pruned = await prune(store, retention, lock);
    report(written, pruned, destination.name, out);
    return damaged.length === 0 ? 0 : 1;
  } finally {
    await lock.release();
  }
}

async function writeAll(
  { source, destination: { store }, workFolder }: Run,
  { known, writer, out }: { known: KnownOriginals; writer: GenerationWriter; out: ProgressOut },
): Promise<Written> {
  const owners = await writeAccounts(source, writer);
  const written: Written = { accounts: owners.length, images: 0, bytes: 0, copied: 0, copiedBytes: 0, deleted: 0, damaged: [] };
  const ids = await idsOf(source, owners);
  const progress = new Progress({ pictures: ids.length, bytes: await bytesOf(source, owners) }, out);
  const inside = await writeImages({ source, store, known, workFolder }, ids, writer, { written, progress });
  progress.end();
  await writeAlbums(source, owners, inside, writer);
  await writeTombstones(source, inside, writer);
  return written;
}

async function bytesOf({ rows }: BackupSource, owners: readonly string[]): Promise<number> {
  let bytes = 0;
  for (const owner of owners) bytes += (await rows.quotas.usage(owner)).bytes;
  return bytes;
}

/** @throws CommandError for a place that belongs to something else, or is empty where a backup should be */
async function expectPlace({ destination, source, isNew }: Run, before: readonly Generation[]): Promise<void> {
  const other = before.find(({ manifest }) => manifest.drive !== source.id);
  if (other) throw new CommandError(`${destination.name} has backups of another drive (${other.manifest.drive}). Choose another place.`);
  if (before.length > 0) return;
  const last = await lastBackup(source.live.drive);
  if (last?.dest === destination.name && !isNew) {
    throw new CommandError(
      `The last backup went to ${destination.name}, and nothing is there now. Is its disk mounted? To begin again there, add --new.`,
    );
  }
  for await (const { key } of destination.store.list('')) {
    if (!/^(lock|originals|generations)\//.test(key))
      throw new CommandError(`${destination.name} is not empty. Choose a place of its own.`);
  }
}

/** Lists the originals that the backup has. With `recheck` only those whose bytes are right. */
async function knownOriginals({ destination: { store }, recheck }: Run): Promise<KnownOriginals> {
  const known: KnownOriginals = new Map();
  await mapConcurrent(store.list(ORIGINALS), CONCURRENCY, async ({ key, size }) => {
    const sha256 = key.slice(key.lastIndexOf('/') + 1);
    const isRight = !recheck || (await storedHash(store, key)) === sha256;
    known.set(sha256, isRight ? size : -1);
  });
  return known;
}

/** The name of the new generation, which sorts after all others whatever the clock says. */
function nextName(at: Date, before: readonly Generation[]): string {
  const name = generationName(at);
  const last = before.at(-1);
  return !last || last.name < name ? name : generationName(new Date(timeOf(last.name).getTime() + 1));
}
