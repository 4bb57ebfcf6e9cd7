/** Seconds by which the clocks of two machines may differ: within them everything works, beyond them readiness says so. */
export const CLOCK_TOLERANCE = 300;

/** A clock, by a name for people, and what it shows. */
export interface ClockTime {
  of: string;
  time: Date;
}

/** The clock of this machine now. */
export const thisClock = (): ClockTime => ({ of: 'this machine', time: new Date() });

/** Compares two clocks. @returns null within the tolerance; else a sentence for the operator, with the number of seconds */
export function clockDifference(one: ClockTime, other: ClockTime = thisClock()): string | null {
  const seconds = Math.round((one.time.getTime() - other.time.getTime()) / 1000);
  if (Math.abs(seconds) <= CLOCK_TOLERANCE) return null;
  const side = seconds > 0 ? 'ahead of' : 'behind';
  return `The clock of ${one.of} is ${Math.abs(seconds)} seconds ${side} the clock of ${other.of}; ${CLOCK_TOLERANCE} are tolerated. Set both by NTP.`;
}
