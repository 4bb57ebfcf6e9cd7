import { openBackupSource } from '#libs/backup/backup-source.js';
import { readRows, type Generation } from '#libs/backup/generations.js';
import { putBytes } from '#libs/backup/put-bytes.js';
import { mapConcurrent } from '#libs/concurrency/map-concurrent.js';
import { claimTarget, releaseTarget } from '#libs/drive-copy/claim-target.js';
import { copyAccounts } from '#libs/drive-copy/copy-accounts.js';
import { copyAlbums } from '#libs/drive-copy/copy-albums.js';
import { copyShares } from '#libs/drive-copy/copy-shares.js';
import { ObjectCorrupt, ObjectExists, ObjectNotFound } from '#libs/ports/errors.js';
import { Progress, type ProgressOut } from '#libs/terminal/progress.js';
import { visible } from '#libs/terminal/visible.js';

import { restoreImage, type Restoring } from './restore-image.js';

const CONCURRENCY = 4;

/**
 * Restores a whole drive into an empty place. A run that was killed is continued by the next one. Returns the exit code: 0 only when
 * everything of the generation is there. @throws CommandError when the place is not empty, or a part of the backup is damaged
 */
export async function restoreDrive(restoring: Restoring, generation: Generation, out: ProgressOut): Promise<number> {
  const { store, target, workFolder } = restoring;
  const source = await openBackupSource(store, generation);
  await claimTarget(source, target, workFolder, generation.name);
  const accounts = await copyAccounts(source, target);
  const names = new Map((await source.users.list()).map(({ id, name }) => [id, name]));
  const { images, bytes } = generation.manifest;
  const progress = new Progress({ pictures: images, bytes }, out);
  const failed: string[] = [];
  await mapConcurrent(readRows(store, generation, 'images'), CONCURRENCY, async (row) => {
    try {
      await restoreImage(restoring, row, names.get(row.owner) ?? row.owner);
    } catch (error) {
      if (!(error instanceof ObjectCorrupt || error instanceof ObjectNotFound)) throw error;
      failed.push(`${visible(row.name)} (${row.id}): the backup has lost or altered its original`);
    }
    progress.add(row.bytes);
  });
  progress.end();
  const albums = await copyAlbums(source, target);
  const shares = await copyShares(source, target);
  await mapConcurrent(readRows(store, generation, 'tombstones'), CONCURRENCY, ({ key, at }) =>
    putBytes(target.objects, workFolder, key, at.toISOString()).catch((error: unknown) => {
      if (!(error instanceof ObjectExists)) throw error;
    }),
  );
  await releaseTarget(target);
  out.write(`accounts ${accounts.accounts}, sessions ${accounts.sessions}, tokens ${accounts.tokens}, albums ${albums}, links ${shares}\n`);
  out.write(`pictures ${images - failed.length}; their sizes are made when the drive runs\n`);
  for (const line of failed) out.write(`not restored: ${line}\n`);
  for (const { name, id, kept } of generation.manifest.damaged) {
    if (!kept) out.write(`not in this backup: ${visible(name)} (${id}), whose original was damaged or missing then\n`);
  }
  return failed.length === 0 ? 0 : 1;
}
