/** A span of time in UTC: from <= time < to. Either end may be open. */
export interface Span {
  from?: Date;
  to?: Date;
}

export const MONTHS = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
];
const DAY = 86_400_000;
/** The year of the first photograph. A lower number is not a year. */
const FIRST_YEAR = 1826;

/** Parses a year, month or day: `2019`, `2019-06`, `2019-06-15`. Null for anything else, and for a day that does not exist. */
export function readDate(text: string, now: Date): Required<Span> | null {
  const [, year, month, day] = /^(\d{4})(?:-(\d{1,2})(?:-(\d{1,2}))?)?$/.exec(text) ?? [];
  return year === undefined ? null : dateOf(now, Number(year), month ? Number(month) : undefined, day ? Number(day) : undefined);
}

/** @param month 1 to 12 */
export function dateOf(now: Date, year: number, month?: number, day?: number): Required<Span> | null {
  if (year < FIRST_YEAR || year > now.getUTCFullYear() + 1) return null;
  if (month === undefined) return { from: utc(year, 0), to: utc(year + 1, 0) };
  if (month < 1 || month > 12) return null;
  if (day === undefined) return { from: utc(year, month - 1), to: utc(year, month) };
  const from = utc(year, month - 1, day);
  return day < 1 || from.getUTCMonth() !== month - 1 ? null : { from, to: new Date(from.getTime() + DAY) };
}

/** Parses `2018..2020`, `2019-06..`, `..2020`: from the beginning of the first date to the end of the second. */
export function readRange(text: string, now: Date): Span | null {
  const [, first, last] = /^([\d-]*)\.\.([\d-]*)$/.exec(text) ?? [];
  if (first === undefined || last === undefined || (first === '' && last === '')) return null;
  const [begin, end] = [first, last].map((part) => (part === '' ? undefined : readDate(part, now)));
  if (begin === null || end === null) return null;
  return { ...(begin && { from: begin.from }), ...(end && { to: end.to }) };
}

/** Parses an English month name; returns 1 to 12. @param short accept three letters, only with a year: alone they may be a word of a name */
export function readMonth(text: string, short: boolean): number | null {
  const at = MONTHS.findIndex((name) => text === name.toLowerCase() || (short && text.length >= 3 && name.toLowerCase().startsWith(text)));
  return at < 0 ? null : at + 1;
}

export const today = (now: Date): Required<Span> => days(now, 0, 1);
export const yesterday = (now: Date): Required<Span> => days(now, -1, 0);

/** The current week (from Monday), month or year for `this`, the one before for `last`; null for any other words. */
export function relative(which: string, unit: string, now: Date): Required<Span> | null {
  const [year, month] = [now.getUTCFullYear(), now.getUTCMonth()];
  const back = which === 'last' ? 1 : 0;
  if (which !== 'last' && which !== 'this') return null;
  if (unit === 'year') return { from: utc(year - back, 0), to: utc(year - back + 1, 0) };
  if (unit === 'month') return { from: utc(year, month - back), to: utc(year, month - back + 1) };
  if (unit !== 'week') return null;
  const monday = -((now.getUTCDay() + 6) % 7) - 7 * back;
  return days(now, monday, monday + 7);
}

function days(now: Date, from: number, to: number): Required<Span> {
  const midnight = Math.floor(now.getTime() / DAY) * DAY;
  return { from: new Date(midnight + from * DAY), to: new Date(midnight + to * DAY) };
}

function utc(year: number, month: number, day = 1): Date {
  return new Date(Date.UTC(year, month, day));
}
