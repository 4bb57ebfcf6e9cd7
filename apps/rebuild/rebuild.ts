import { mapConcurrent } from '#libs/concurrency/map-concurrent.js';
import { countInWords } from '#libs/domain/format.js';
import { Progress, type ProgressOut } from '#libs/terminal/progress.js';

import { claimDrive, releaseDrive } from './claim-drive.js';
import type { Drive } from './drive.js';
import { findOriginals } from './find-originals.js';
import { isRebuilt, rebuildImage } from './rebuild-image.js';
import { restoreAlbums, restoreShares, RowCopies } from './row-copies.js';

const CONCURRENCY = 4;

const NOT_RESTORED = `Not restored, because the object store does not contain it:
  of lost accounts: e-mails and passwords, sessions, tokens, invitations
  lost accounts without pictures
  quotas of accounts
  changes of names, dates, the trash, albums and links in the last minutes before the
  database was lost`;

export interface RebuildOut {
  say(line: string): void;
  progress: ProgressOut;
}

/** Rebuilds the database and returns the exit code: 0 only when every original and every row copy was restored. @throws CommandError, and errors of the ports */
export async function rebuild(drive: Drive, { say, progress }: RebuildOut): Promise<number> {
  const { originals, deleted } = await findOriginals(drive.objects);
  await claimDrive(drive, originals);
  const bar = new Progress({ pictures: originals.length, bytes: originals.reduce((sum, { bytes }) => sum + bytes, 0) }, progress);
  const lost: string[] = [];
  const owners = new Map<string, string>();
  const copies = await RowCopies.open(drive.objects);
  await mapConcurrent(originals, CONCURRENCY, async (original) => {
    const failure = await rebuildImage(drive, original, copies);
    if (failure) lost.push(`${failure.name} (objects/${original.owner}/${original.id}/original): ${failure.why}`);
    else owners.set(original.id, original.owner);
    bar.add(original.bytes);
  });
  bar.end();
  const albums = await restoreAlbums(drive, copies, owners);
  const shares = await restoreShares(drive, copies, owners);
  await releaseDrive(drive);
  say(`Pictures restored: ${owners.size} of ${originals.length}. Their sizes are made when the drive runs.`);
  say(`Albums restored: ${albums}. Links restored: ${shares}.`);
  if (deleted > 0) say(`Permanently deleted, not restored: ${deleted} whose original is still in the store.`);
  for (const user of await drive.users.list()) {
    const { images } = await drive.quotas.usage(user.id);
    const logIn = isRebuilt(user)
      ? `To let them log in: npm run admin -- reset-password ${user.name}`
      : 'The account is kept, with its password.';
    say(`  ${user.name}: ${countInWords(images)}. ${logIn}`);
  }
  say(NOT_RESTORED);
  for (const key of copies.unreadable)
    lost.push(`what objects/${key} says: the file is damaged, or was written by a newer version of Shoebox`);
  for (const line of lost.sort()) say(`Not restored: ${line}`);
  return lost.length === 0 ? 0 : 1;
}
