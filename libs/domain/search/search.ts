import { IMAGE_TYPE_NAMES, IMAGE_TYPES } from '../image-types.js';
import { dateOf, readDate, readMonth, readRange, relative, today, yesterday, type Span } from './search-dates.js';

/** A parsed search. An image is found if all parts match. */
export interface Search {
  /** Each must be the beginning of a word of the name. */
  beginnings: string[];
  /** Each must occur in the name as it is. */
  texts: string[];
  /** Media types, of which one must match; null: any type. */
  types: string[] | null;
  /** The time taken must be in all of them. */
  spans: Span[];
  /** 1 to 12, of any year; null: any. */
  month: number | null;
  /** Only images that could not be processed. */
  failed: boolean;
  /** Names of albums. */
  albums: string[];
}

/** Media types by the words that people use for them: `jpg`, `heic`. */
const TYPES: ReadonlyMap<string, string> = new Map(
  IMAGE_TYPE_NAMES.flatMap((type) => IMAGE_TYPES[type].extensions.map((extension) => [extension.slice(1), type])),
);

/** A word, or a quoted text with or without a key: album:"Summer in Rome" */
const TERM = /(?:(type|album):)?(?:"([^"]*)"?|(\S+))/giu;
const WORD = /[\p{L}\p{N}]/u;

interface Term {
  /** The word before a colon. */
  key: string | undefined;
  text: string;
  quoted: boolean;
}

/** Tries to parse one part of a search at the beginning of the terms. Returns how many terms it used; 0 if they are something else. */
type Reader = (search: Search, texts: readonly string[], now: Date) => number;

/** The first reader that accepts a word decides. A word that none accepts, and quoted text, is looked for in names. */
const READERS: readonly Reader[] = [readDay, readMonthAndYear, readSpan, readState, readType];

/**
 * Parses the text of the search field. Never fails: a word that is no date, type or keyword is looked for in names.
 * @param now the current time, for relative dates, which are in UTC like all times taken
 */
export function parseSearch(text: string, now: Date): Search {
  const search: Search = { beginnings: [], texts: [], types: null, spans: [], month: null, failed: false, albums: [] };
  const terms = [...text.matchAll(TERM)].map(([, key, quoted, bare]) => ({
    key: key?.toLowerCase(),
    text: quoted ?? bare!,
    quoted: quoted !== undefined,
  }));
  for (let at = 0; at < terms.length;) at += readTerm(search, terms.slice(at), now);
  return search;
}

function readTerm(search: Search, terms: readonly Term[], now: Date): number {
  const { key, text, quoted } = terms[0]!;
  if (key === 'album') {
    search.albums.push(text);
    return 1;
  }
  if (key === 'type') {
    // An unknown type matches no image.
    addType(search, TYPES.get(text.toLowerCase()) ?? text.toLowerCase());
    return 1;
  }
  if (quoted) {
    if (text !== '') search.texts.push(text);
    return 1;
  }
  const end = terms.findIndex((term) => term.quoted || term.key !== undefined);
  const texts = terms.slice(0, end < 0 ? terms.length : end).map((term) => term.text.toLowerCase().replace(/,$/, ''));
  for (const read of READERS) {
    const length = read(search, texts, now);
    if (length > 0) return length;
  }
  // Punctuation alone is not part of any word.
  (WORD.test(text) ? search.beginnings : search.texts).push(text);
  return 1;
}

/** `15 june 2019`, `june 15 2019`. */
function readDay(search: Search, [first = '', second = '', third = '']: readonly string[], now: Date): number {
  if (!/^\d{4}$/.test(third)) return 0;
  for (const [day, name] of [
    [first, second],
    [second, first],
  ] as const) {
    const month = /^\d{1,2}$/.test(day) ? readMonth(name, true) : null;
    const span = month && dateOf(now, Number(third), month, Number(day));
    if (span) return addSpan(search, span, 3);
  }
  return 0;
}

/** `june 2019`, `2019 june`; `june` alone is June of any year. */
function readMonthAndYear(search: Search, [first = '', second = '']: readonly string[], now: Date): number {
  for (const [name, year] of [
    [first, second],
    [second, first],
  ] as const) {
    const month = /^\d{4}$/.test(year) ? readMonth(name, true) : null;
    const span = month && dateOf(now, Number(year), month);
    if (span) return addSpan(search, span, 2);
  }
  const month = readMonth(first, false);
  if (month === null || search.month !== null) return 0;
  search.month = month;
  return 1;
}

function readSpan(search: Search, [first = '', second = '']: readonly string[], now: Date): number {
  const two = relative(first, second, now);
  if (two) return addSpan(search, two, 2);
  if (first === 'today') return addSpan(search, today(now), 1);
  if (first === 'yesterday') return addSpan(search, yesterday(now), 1);
  const span = readDate(first, now) ?? readRange(first, now);
  return span ? addSpan(search, span, 1) : 0;
}

function readState(search: Search, [first]: readonly string[]): number {
  if (first !== 'failed') return 0;
  search.failed = true;
  return 1;
}

function readType(search: Search, [first = '']: readonly string[]): number {
  const type = TYPES.get(first);
  if (!type) return 0;
  addType(search, type);
  return 1;
}

function addSpan(search: Search, span: Span, length: number): number {
  search.spans.push(span);
  return length;
}

function addType(search: Search, type: string): void {
  search.types = [...new Set([...(search.types ?? []), type])];
}

/** The intersection of all spans. */
export function within(spans: readonly Span[]): Span {
  const from = spans.flatMap((span) => span.from ?? []).toSorted((a, b) => b.getTime() - a.getTime())[0];
  const to = spans.flatMap((span) => span.to ?? []).toSorted((a, b) => a.getTime() - b.getTime())[0];
  return { ...(from && { from }), ...(to && { to }) };
}
