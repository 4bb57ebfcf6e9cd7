/** A duration: 0.4 s, 12 s, 3 min, 2 h. @param ms milliseconds */
export function formatDuration(ms: number): string {
  if (ms < 9_950) return `${Math.max(0.1, ms / 1_000).toFixed(1)} s`;
  if (ms < 59_500) return `${Math.round(ms / 1_000)} s`;
  if (ms < 3_570_000) return `${Math.round(ms / 60_000)} min`;
  return `${Math.round(ms / 3_600_000)} h`;
}

const DAY = new Intl.DateTimeFormat('en-GB', { dateStyle: 'long', timeZone: 'UTC' });
const UTC = new Intl.DateTimeFormat('en-GB', { dateStyle: 'long', timeStyle: 'short', timeZone: 'UTC' });
const MONTH = new Intl.DateTimeFormat('en-GB', { month: 'long', year: 'numeric', timeZone: 'UTC' });

/** A time in UTC. With a script, the client shows it in the time zone of the browser. */
export function formatTime(iso: string, dayOnly = false): string {
  return dayOnly ? DAY.format(new Date(iso)) : `${UTC.format(new Date(iso))} UTC`;
}

/** The time on a camera's clock, which has no zone. It is stored like UTC and shown unchanged everywhere. */
export function formatTaken(iso: string): string {
  return UTC.format(new Date(iso));
}

/** The month of such a time, such as June 2019. */
export function formatMonth(iso: string): string {
  return MONTH.format(new Date(iso));
}
