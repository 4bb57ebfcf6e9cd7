import { mapConcurrent } from '#libs/concurrency/map-concurrent.js';
import { Progress, type ProgressOut } from '#libs/terminal/progress.js';

import { claimDrive, releaseDrive } from './claim-drive.js';
import type { Drive } from './drive.js';
import { findOriginals } from './find-originals.js';
import { rebuildImage } from './rebuild-image.js';

const CONCURRENCY = 4;

const NOT_RESTORED = `Not restored, because the object store does not contain it:
  e-mails and passwords, sessions, tokens, accounts without pictures, albums, links (to
  pictures and to albums), quotas of accounts, invitations
  names and dates that were changed after the upload: they are as uploaded
  the trash: pictures in it that were not deleted permanently are in the library`;

export interface RebuildOut {
  say(line: string): void;
  progress: ProgressOut;
}

/** Rebuilds the database and returns the exit code: 0 only when every original was restored. @throws CommandError, and errors of the ports */
export async function rebuild(drive: Drive, { say, progress }: RebuildOut): Promise<number> {
  await claimDrive(drive);
  const { originals, deleted } = await findOriginals(drive.objects);
  const bar = new Progress({ pictures: originals.length, bytes: originals.reduce((sum, { bytes }) => sum + bytes, 0) }, progress);
  const lost: string[] = [];
  await mapConcurrent(originals, CONCURRENCY, async (original) => {
    const failure = await rebuildImage(drive, original);
    if (failure) lost.push(`${failure.name} (objects/${original.owner}/${original.id}/original): ${failure.why}`);
    bar.add(original.bytes);
  });
  bar.end();
  await releaseDrive(drive);
  say(`Pictures restored: ${originals.length - lost.length} of ${originals.length}. Their sizes are made when the drive runs.`);
  if (deleted > 0) say(`Permanently deleted, not restored: ${deleted} whose original is still in the store.`);
  for (const user of await drive.users.list()) {
    const { images } = await drive.quotas.usage(user.id);
    say(`  ${user.name}: ${images} pictures. To let them log in: npm run admin -- reset-password ${user.name}`);
  }
  say(NOT_RESTORED);
  for (const line of lost.sort()) say(`Not restored: ${line}`);
  return lost.length === 0 ? 0 : 1;
}
