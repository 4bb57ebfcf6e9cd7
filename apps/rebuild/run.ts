import { mapConcurrent } from '#libs/concurrency/map-concurrent.js';
import { Progress, type ProgressOut } from '#libs/terminal/progress.js';

import { claimDrive, releaseDrive } from './claim-drive.js';
import type { Drive } from './drive.js';
import { findOriginals } from './find-originals.js';
import { rebuildImage } from './rebuild-image.js';

const AT_ONCE = 4;

/** What can't come back from objects alone, whatever lies there. */
const NEVER = `What the objects do not know did not come back:
  e-mails and passwords, sessions, tokens, accounts that have no picture, albums, links (to
  pictures and to albums), quotas by person, invitations
  names and times taken that were changed after the upload: they are those of the upload again
  the trash: what lay in it and was not deleted for good is back among the pictures`;

export interface RebuildOut {
  say(line: string): void;
  progress: ProgressOut;
}

/** Makes the database of the drive again and returns the exit code: 0 only when every original is back. @throws RebuildError, and what the ports throw */
export async function rebuild(drive: Drive, { say, progress }: RebuildOut): Promise<number> {
  await claimDrive(drive);
  const { originals, dead } = await findOriginals(drive.objects);
  const bar = new Progress({ pictures: originals.length, bytes: originals.reduce((sum, { bytes }) => sum + bytes, 0) }, progress);
  const lost: string[] = [];
  await mapConcurrent(originals, AT_ONCE, async (original) => {
    const failed = await rebuildImage(drive, original);
    if (failed) lost.push(`${failed.name} (objects/${original.owner}/${original.id}/original): ${failed.why}`);
    bar.add(original.bytes);
  });
  bar.end();
  await releaseDrive(drive);
  say(`Pictures that are back: ${originals.length - lost.length} of ${originals.length}. Their sizes are made again when the drive runs.`);
  if (dead > 0) say(`Deleted for good, and not back: ${dead} whose original still lies in the store.`);
  for (const user of await drive.users.list()) {
    const { images } = await drive.quotas.usage(user.id);
    say(`  ${user.name}: ${images} pictures. Let them in again: npm run admin -- reset-password ${user.name}`);
  }
  say(NEVER);
  for (const line of lost.sort()) say(`Not back: ${line}`);
  return lost.length === 0 ? 0 : 1;
}
