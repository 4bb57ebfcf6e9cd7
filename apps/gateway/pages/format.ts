const UNITS = ['KB', 'MB', 'GB', 'TB'] as const;

/** A number of bytes for people, with two digits that count: 980 B, 18 KB, 4.2 MB. Powers of ten, as shops and phones count. */
export function formatBytes(bytes: number): string {
  if (bytes < 1000) return `${bytes} B`;
  let value = bytes;
  let unit = -1;
  do {
    value /= 1000;
    unit += 1;
  } while (value >= 999.5 && unit < UNITS.length - 1);
  return `${value < 9.95 ? value.toFixed(1) : Math.round(value)} ${UNITS[unit]}`;
}

const UTC = new Intl.DateTimeFormat('en-GB', { dateStyle: 'long', timeStyle: 'short', timeZone: 'UTC' });

/** A moment in UTC, for where the script that shows it in the visitor's own zone does not run. */
export function formatTime(iso: string): string {
  return `${UTC.format(new Date(iso))} UTC`;
}
