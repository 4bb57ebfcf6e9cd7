/** How many generations are kept. Without any of them, all are. */
export interface Retention {
  last?: number | undefined;
  daily?: number | undefined;
  weekly?: number | undefined;
  monthly?: number | undefined;
}

const DAY = 86_400_000;
/** The first Monday of the time of computers. */
const MONDAY = Date.UTC(1970, 0, 5);

const periods = {
  last: (at: Date) => at.toISOString(),
  daily: (at: Date) => at.toISOString().slice(0, 10),
  weekly: (at: Date) => String(Math.floor((at.getTime() - MONDAY) / (7 * DAY))),
  monthly: (at: Date) => at.toISOString().slice(0, 7),
} satisfies Record<keyof Retention, (at: Date) => string>;

/**
 * Which generations are kept: the newest of each of the last days, weeks (from Monday) and months that have any, in UTC, and always the
 * newest of all. Days without a backup do not count, so that a drive that was off for a month keeps its old ones.
 * @param times when the generations were made, in any order
 */
export function keptTimes(times: readonly Date[], retention: Retention): Date[] {
  const newestFirst = times.toSorted((one, other) => other.getTime() - one.getTime());
  const wanted = Object.entries(retention).filter((entry): entry is [keyof Retention, number] => entry[1] !== undefined);
  if (wanted.length === 0) return newestFirst;
  const kept = new Set(newestFirst.slice(0, 1));
  for (const [kind, count] of wanted) {
    const seen = new Set<string>();
    for (const at of newestFirst) {
      const period = periods[kind](at);
      if (seen.size >= count || seen.has(period)) continue;
      seen.add(period);
      kept.add(at);
    }
  }
  return newestFirst.filter((at) => kept.has(at));
}
