const UNITS = ['KB', 'MB', 'GB', 'TB'] as const;

/** A number of bytes for people, with two digits that count: 980 B, 18 KB, 4.2 MB. Steps of 1024, so that a limit of 100 MiB reads 100 MB. */
export function formatBytes(bytes: number): string {
  if (bytes < 1024) return `${bytes} B`;
  let value = bytes;
  let unit = -1;
  do {
    value /= 1024;
    unit += 1;
  } while (value >= 999.5 && unit < UNITS.length - 1);
  return `${value < 9.95 ? value.toFixed(1) : Math.round(value)} ${UNITS[unit]}`;
}
