import { IMAGE_TYPES, isImageType } from '../image-types.js';
import { MONTHS, type Span } from './search-dates.js';
import type { Search } from './search.js';

const DAY = new Intl.DateTimeFormat('en-GB', { dateStyle: 'long', timeZone: 'UTC' });
/** The parsed search in words for people: name has “beach”, taken in June 2019, type PNG. */
export function describeSearch({ beginnings, texts, types, spans, month, failed, albums }: Search): string {
  const parts: string[] = [];
  if (beginnings.length > 0) parts.push(`name has ${beginnings.map(quote).join(' and ')}`);
  if (texts.length > 0) parts.push(`name has exactly ${texts.map(quote).join(' and ')}`);
  for (const span of spans) parts.push(`taken ${spanInWords(span)}`);
  if (month !== null) parts.push(`taken in ${MONTHS[month - 1]} of any year`);
  if (types) parts.push(types.map(typeInWords).join(' or '));
  if (failed) parts.push('can’t be shown');
  for (const album of albums) parts.push(`in the album ${quote(album)}`);
  return parts.join(', ');
}

function typeInWords(type: string): string {
  return `type ${isImageType(type) ? IMAGE_TYPES[type].label : `${quote(type)}, which no picture has`}`;
}

function spanInWords({ from, to }: Span): string {
  if (!from) return `before ${DAY.format(to)}`;
  if (!to) return `since ${DAY.format(from)}`;
  const last = new Date(to.getTime() - 1);
  const [year, month, day] = [from.getUTCFullYear(), from.getUTCMonth(), from.getUTCDate()];
  const whole = (endYear: number, endMonth: number) => day === 1 && to.getTime() === Date.UTC(endYear, endMonth);
  if (month === 0 && whole(year + 1, 0)) return `in ${year}`;
  if (whole(year, month + 1)) return `in ${MONTHS[month]} ${year}`;
  if (month === 0 && whole(to.getUTCFullYear(), 0)) return `from ${year} to ${last.getUTCFullYear()}`;
  return DAY.format(from) === DAY.format(last) ? `on ${DAY.format(from)}` : `from ${DAY.format(from)} to ${DAY.format(last)}`;
}

const quote = (text: string) => `“${text}”`;
