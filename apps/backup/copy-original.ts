import { rm } from 'node:fs/promises';

import { originalKeyOf, type DamagedImage } from '#libs/backup/generations.js';
import { temporaryFile } from '#libs/backup/put-bytes.js';
import { storedHash } from '#libs/drive-copy/copy-object.js';
import type { ImageRow } from '#libs/domain/image/image-row.js';
import { VISIBLE } from '#libs/domain/image/transitions.js';
import { ObjectCorrupt, ObjectExists, ObjectNotFound } from '#libs/ports/errors.js';
import type { ObjectStore } from '#libs/ports/object-store.js';
import { CommandError } from '#libs/terminal/command-error.js';

import type { BackupSource } from './source.js';

/** `deleted`: the image was deleted for good since its row was read. */
export type Outcome = 'copied' | 'known' | 'deleted' | DamagedImage['why'];

/** The originals of a backup, by SHA-256, with their sizes in bytes. */
export type KnownOriginals = Map<string, number>;

export interface Copying {
  source: BackupSource;
  store: ObjectStore;
  known: KnownOriginals;
  workFolder: string;
}

/**
 * Makes sure that the backup has the original of the image. One that is there already is neither read nor asked for. A new one is compared
 * with the hash of its row while it is read, and read back after it was written.
 */
export async function copyOriginal({ source, store, known, workFolder }: Copying, row: ImageRow): Promise<Outcome> {
  const { sha256, bytes } = row;
  const found = known.get(sha256);
  if (found === bytes) return 'known';
  const file = temporaryFile(workFolder);
  try {
    await source.live.objects.fetch(row.originalKey, file, { sha256 });
    // What has another size was damaged in the backup.
    await store.put(originalKeyOf(sha256), file, { type: 'application/octet-stream', sha256, replace: found !== undefined });
  } catch (error) {
    if (error instanceof ObjectCorrupt) return 'altered';
    if (error instanceof ObjectNotFound) return (await isDeleted(source, row)) ? 'deleted' : 'missing';
    // Another image with the same bytes was faster.
    if (!(error instanceof ObjectExists)) throw error;
  } finally {
    await rm(file, { force: true });
  }
  if ((await storedHash(store, originalKeyOf(sha256))) !== sha256) {
    await store.remove([originalKeyOf(sha256)]);
    throw new CommandError(`The place of the backup did not keep the bytes of ${row.name} (${row.id}). Is its disk all right?`);
  }
  known.set(sha256, bytes);
  return 'copied';
}

async function isDeleted({ live }: BackupSource, { id }: ImageRow): Promise<boolean> {
  const now = await live.images.find(id);
  return now === null || !VISIBLE.includes(now.state);
}
