import { setTimeout as wait } from 'node:timers/promises';

import { driveMismatch, type DriveParts } from '#libs/domain/drive/drive-id.js';

/** Milliseconds between two tries while database or store is away. */
const PAUSE = 1_000;

/**
 * Looks once whether database and store belong together, gives a new drive its id, and says when something is wrong. The process runs on
 * in any case: pictures that are there can be looked at. What can't be asked yet is asked later, without being waited for.
 */
export async function compareDrive(parts: DriveParts, say: (mismatch: string) => void, stop: AbortSignal): Promise<void> {
  const compare = async () => {
    const mismatch = await driveMismatch(parts);
    if (mismatch !== null) say(mismatch);
  };
  const again = async (): Promise<void> => {
    if (!(await pause(stop))) return;
    await compare().catch(again);
  };
  await compare().catch(() => void again());
}

/** False when there is nothing more to wait for. */
async function pause(stop: AbortSignal): Promise<boolean> {
  return wait(PAUSE, true, { signal: stop, ref: false }).catch(() => false);
}
