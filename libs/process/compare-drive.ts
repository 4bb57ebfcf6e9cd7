import { setTimeout as wait } from 'node:timers/promises';

import { driveMismatch, type DriveIdOptions } from '#libs/domain/drive/drive-id.js';

/** Milliseconds between two tries while the database or the store does not answer. */
const RETRY_MS = 1_000;

/**
 * Checks once at the start whether the database and the store belong together, assigns the id of a new drive, and reports a mismatch. The
 * process runs in any case: existing images can be viewed. While the database or the store does not answer, the check is retried in the
 * background.
 */
export async function compareDrive(parts: DriveIdOptions, report: (mismatch: string) => void, stop: AbortSignal): Promise<void> {
  const compare = async () => {
    const mismatch = await driveMismatch(parts);
    if (mismatch !== null) report(mismatch);
  };
  const retry = async (): Promise<void> => {
    if (await isStopped(stop)) return;
    await compare().catch(retry);
  };
  await compare().catch(() => void retry());
}

/** Waits for the next try; true when the process stops instead. */
async function isStopped(stop: AbortSignal): Promise<boolean> {
  return wait(RETRY_MS, false, { signal: stop, ref: false }).catch(() => true);
}
