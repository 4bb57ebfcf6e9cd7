/** How many pictures there are: 1 picture, 2,000 pictures. */
export function countInWords(pictures: number): string {
  return pictures === 1 ? '1 picture' : `${pictures.toLocaleString('en')} pictures`;
}

/** Milliseconds for people: 0.4 s, 12 s, 3 min, 2 h. */
export function formatDuration(ms: number): string {
  if (ms < 9_950) return `${Math.max(0.1, ms / 1_000).toFixed(1)} s`;
  if (ms < 59_500) return `${Math.round(ms / 1_000)} s`;
  if (ms < 3_570_000) return `${Math.round(ms / 60_000)} min`;
  return `${Math.round(ms / 3_600_000)} h`;
}

const DAY = new Intl.DateTimeFormat('en-GB', { dateStyle: 'long', timeZone: 'UTC' });
const UTC = new Intl.DateTimeFormat('en-GB', { dateStyle: 'long', timeStyle: 'short', timeZone: 'UTC' });
const MONTH = new Intl.DateTimeFormat('en-GB', { month: 'long', year: 'numeric', timeZone: 'UTC' });

/** A moment in UTC, for where the script that shows it in the visitor's own zone does not run. */
export function formatTime(iso: string, dayOnly = false): string {
  return dayOnly ? DAY.format(new Date(iso)) : `${UTC.format(new Date(iso))} UTC`;
}

/** A time that a camera's clock showed, which knew no zone: it is kept as if it were UTC, and is the same wherever it is read. */
export function formatTaken(iso: string): string {
  return UTC.format(new Date(iso));
}

/** The month of such a time: June 2019. */
export function formatMonth(iso: string): string {
  return MONTH.format(new Date(iso));
}
