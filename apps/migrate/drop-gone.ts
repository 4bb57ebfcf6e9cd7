import { applyTransition } from '#libs/domain/image/apply-transition.js';
import { removeImage } from '#libs/domain/image/remove-image.js';
import { startPurge, VISIBLE } from '#libs/domain/image/transitions.js';

import { eachImage } from './each-image.js';
import type { Place } from './place.js';

/** Takes out of the target what was deleted for good at the source since an earlier call copied it. Returns how many. */
export async function dropGone(source: Place, target: Place, tmpDir: string): Promise<number> {
  let count = 0;
  for await (const row of eachImage(target)) {
    const there = await source.images.find(row.id);
    if (there && VISIBLE.includes(there.state)) continue;
    const purging = await applyTransition(target.images, row.id, startPurge(row));
    if (!purging) continue;
    await removeImage({ ...target, tmpDir }, purging);
    count++;
  }
  return count;
}
