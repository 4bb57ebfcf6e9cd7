import type { DriveRepository } from '#libs/ports/drive-repository.js';

/** Name of the fact with the last time that maintenance ran with a clock that it trusts, in ISO 8601. */
export const LAST_SEEN = 'last-seen';
/** Name of the fact with the `ClockHold` as JSON; missing or empty while nothing is held. */
export const CLOCK_HOLD = 'clock-hold';

/** Nothing is deleted by age for now: the clock is more than a day away from the last time seen. Times in ISO 8601. */
export interface ClockHold {
  /** When the new time will have held for an hour. */
  heldUntil: string;
  lastSeen: string;
}

/** Reads the fact `CLOCK_HOLD`. */
export function parseClockHold(fact: string | null): ClockHold | null {
  return fact ? (JSON.parse(fact) as ClockHold) : null;
}

const DAY = 86_400_000;

/** Whether the clock of this machine is more than a day away from the last time seen. @throws RepositoryUnavailable */
export async function contradictsLastSeen(drive: DriveRepository): Promise<boolean> {
  const lastSeen = await drive.fact(LAST_SEEN);
  return lastSeen !== null && Math.abs(Date.now() - Date.parse(lastSeen)) > DAY;
}
