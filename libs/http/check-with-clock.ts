import { Problem } from '#libs/api/errors.js';
import { clockDifference } from '#libs/domain/drive/clock.js';
import type { MediaDatabase } from '#libs/ports/databases.js';

/** A readiness check: the database works, and its clock agrees with this machine's. @throws Problem UNAVAILABLE with the number of seconds */
export async function checkWithClock(database: Pick<MediaDatabase, 'check' | 'drive'>): Promise<void> {
  await database.check();
  const difference = clockDifference({ of: 'the database', time: await database.drive.now() });
  if (difference) throw new Problem('UNAVAILABLE', difference);
}
