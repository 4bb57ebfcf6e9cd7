import { countInWords, formatBytes } from '#libs/domain/format.js';
import type { ProgressOut } from '#libs/terminal/progress.js';
import { visible } from '#libs/terminal/visible.js';

import type { Pruned } from './prune.js';
import type { Written } from './write-generation.js';

/** Says what a backup did, one fact a line. */
export function report(written: Written, pruned: Pruned, place: string, out: ProgressOut): void {
  const { accounts, images, bytes, copied, copiedBytes, deleted, damaged } = written;
  const say = (line: string) => out.write(`${line}\n`);
  say(`accounts ${accounts}, pictures ${images} (${formatBytes(bytes)}), ${copied} of them new (${formatBytes(copiedBytes)})`);
  if (deleted > 0) say(`${deleted} were deleted permanently while the backup ran, and are not in it`);
  if (pruned.generations > 0)
    say(
      `${countInWords(pruned.generations, 'older backup')} removed, with ${countInWords(pruned.originals, 'original')} that nothing else had`,
    );
  for (const { id, owner, name, why, kept } of damaged) {
    const backedUp = kept ? 'the backup keeps the right one; npm run restore brings it back' : 'it is not in the backup';
    say(`the original of ${visible(name)} (${id}, account ${owner}) is ${why}: ${backedUp}`);
  }
  const whole = damaged.length === 0 ? 'Everything' : 'Everything else';
  say(`${whole} was backed up to ${place} and read back.`);
}
