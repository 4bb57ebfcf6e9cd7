const DAY = 86_400_000;
/** The days of which the text is kept. */
const MAX_DAYS = 4_000;

const digits = (count: number, length: number) => Array.from({ length: count }, (_, number) => String(number).padStart(length, '0'));
const TWO = digits(60, 2);
const THREE = digits(1000, 3);

/** By the number of a day since 1970: its date and the T. */
const days = new Map<number, string>();

/** A prime, so that times of whole seconds do not fall into few slots. */
const SLOTS = 4_093;
/** The last time of each slot, and its text. */
const keptTimes = new Float64Array(SLOTS).fill(NaN);
const keptTexts = Array.from({ length: SLOTS }, () => '');

/**
 * A time as `toISOString` writes it, which is ISO 8601 in UTC with milliseconds. A list of pictures has hundreds of times, mostly those of
 * the list before: their texts were a fifth of all memory that a page took. @throws RangeError when the date is not valid
 */
export function isoTime(date: Date): string {
  const time = date.getTime();
  const slot = Math.abs(time) % SLOTS;
  if (keptTimes[slot] === time) return keptTexts[slot]!;
  const text = textOf(time);
  keptTimes[slot] = time;
  keptTexts[slot] = text;
  return text;
}

/** In a fifth of the time of `toISOString`: the times of a list are of few days. */
function textOf(time: number): string {
  const day = Math.floor(time / DAY);
  const date10 = days.get(day) ?? keptDay(day);
  let rest = time - day * DAY;
  const ms = rest % 1000;
  rest = (rest - ms) / 1000;
  const seconds = rest % 60;
  const minutes = (rest - seconds) / 60;
  return `${date10}${TWO[Math.floor(minutes / 60)]}:${TWO[minutes % 60]}:${TWO[seconds]}.${THREE[ms]}Z`;
}

/** The same for a time that may be missing. */
export function isoTimeOrNull(date: Date | null): string | null {
  return date && isoTime(date);
}

function keptDay(day: number): string {
  // All but HH:MM:SS.mmmZ. Years beyond 9999 have more digits.
  const text = new Date(day * DAY).toISOString().slice(0, -13);
  if (days.size >= MAX_DAYS) days.clear();
  days.set(day, text);
  return text;
}
