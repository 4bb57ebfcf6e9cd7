import { mapConcurrent } from '#libs/concurrency/map-concurrent.js';
import { VARIANT_NAMES } from '#libs/domain/variants.js';
import type { AuditedImage } from '#libs/ports/media-audit.js';
import type { Progress } from '#libs/terminal/progress.js';

import { isSame } from './finding.js';
import { look } from './look.js';
import { noteDamage, repairImage } from './repair-image.js';
import type { Run } from './run.js';
import { saveRun, type RunState } from './run-state.js';

const PAGE = 100;
/** Images that are read at the same time. */
const CONCURRENCY = 4;

/** Checks every row with its objects, oldest first, and saves after each page where it is. */
export async function checkImages(run: Run, state: RunState, progress: Progress): Promise<void> {
  const { drive, signal } = run;
  const startedAt = new Date(state.startedAt);
  for (;;) {
    signal.throwIfAborted();
    const page = await drive.audit.images({ after: state.after, limit: PAGE });
    // What was uploaded since the run began is left to the next: else a busy drive would never be done.
    const older = page.filter(({ row }) => !row || row.createdAt < startedAt);
    if (older.length === 0) return;
    const before = structuredClone(state.counts);
    try {
      await mapConcurrent(older, CONCURRENCY, async (image) => {
        signal.throwIfAborted();
        await checkImage(run, image);
        state.counts.pictures++;
        progress.add(image.row?.bytes ?? 0);
      });
    } catch (error) {
      // The page is checked again when the run is resumed.
      Object.assign(state.counts, before);
      throw error;
    }
    state.after = page.at(-1)!.id;
    await saveRun(drive.config.tmpDir, state);
  }
}

/**
 * What is wrong is looked at again before it is said: the drive may have changed the row since the page was read, and a purge removes
 * objects before the row.
 */
async function checkImage(run: Run, image: AuditedImage): Promise<void> {
  const { sample, repair } = run.options;
  // A picture that is known to be damaged is always read: it may have been healed.
  const reads = sample === null || Math.random() < sample || Boolean(image.row?.damagedAt);
  const first = await look(run, image, reads);
  if (first.isRead) run.report.counts.originals++;
  if (first.isRead) run.report.counts.variants += VARIANT_NAMES.filter((size) => image.row?.sizes[size].state === 'ready').length;
  if (first.found.length === 0) {
    if (repair && image.row) await noteDamage(run, image.row, first);
    return;
  }
  const again = await run.drive.audit.image(image.id);
  if (!again) return;
  const second = await look(run, again, reads);
  second.found = second.found.filter((finding) => first.found.some((before) => isSame(before, finding)));
  if (repair && again.row) await repairImage(run, again.row, second);
  for (const finding of second.found) run.report.add(finding);
}
