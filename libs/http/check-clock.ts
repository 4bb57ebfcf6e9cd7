import { Problem } from '#libs/api/errors.js';
import { clockDifference } from '#libs/domain/drive/clock.js';
import type { DriveRepository } from '#libs/ports/drive-repository.js';

/** A readiness check: the clock of this machine agrees with the database's. @throws Problem UNAVAILABLE with the number of seconds */
export async function checkClock(drive: DriveRepository): Promise<void> {
  const difference = clockDifference({ of: 'the database', time: await drive.now() });
  if (difference) throw new Problem('UNAVAILABLE', difference);
}
