import { IMAGE_TYPE_NAMES, IMAGE_TYPES } from '../image-types.js';
import { dateOf, readDate, readMonth, readRange, relative, today, yesterday, type Span } from './search-dates.js';

/** What a person looks for; all of it must hold. */
export interface Search {
  /** Each must begin a word of the name. */
  beginnings: string[];
  /** Each must stand in the name as it is. */
  texts: string[];
  /** Media types, one of which it must be; null: whatever it is. */
  types: string[] | null;
  /** Of the time taken. */
  spans: Span[];
  /** 1 to 12, of any year; null: any. */
  month: number | null;
  /** Pictures that can't be shown. */
  failed: boolean;
  /** Names of albums. */
  albums: string[];
}

/** Types by the words that people type: `jpg`, `heic`. */
const TYPES: ReadonlyMap<string, string> = new Map(
  IMAGE_TYPE_NAMES.flatMap((type) => IMAGE_TYPES[type].extensions.map((extension) => [extension.slice(1), type])),
);

/** Words with something in quotes, which may hold spaces and stands for itself: album:"Summer in Rome" */
const TERM = /(?:(type|album):)?(?:"([^"]*)"?|(\S+))/giu;
const WORD = /[\p{L}\p{N}]/u;

interface Term {
  /** What stands ahead of a colon. */
  key: string | undefined;
  text: string;
  quoted: boolean;
}

/** Reads one part of a search from the beginning of the terms, and says how many of them it was; 0: it is none of this kind. */
type Reader = (search: Search, texts: readonly string[], now: Date) => number;

/** A word stands for what the first of these makes of it; in quotes, or when none does, for itself. `shared` will be one of them. */
const READERS: readonly Reader[] = [readDay, readMonthAndYear, readSpan, readState, readType];

/**
 * Understands what is typed into the one field for searches. Never fails: what is no date, type or keyword is looked for in names.
 * @param now for what is counted from today: in UTC, like all times taken
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
    // One that is not known is a type all the same, which no picture has.
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
  // Signs alone are in no word.
  (WORD.test(text) ? search.beginnings : search.texts).push(text);
  return 1;
}

/** 15 june 2019, june 15 2019. */
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

/** june 2019, 2019 june; june alone is that of any year. */
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

/** The one span in which a time must be to be in all of them. */
export function within(spans: readonly Span[]): Span {
  const from = spans.flatMap((span) => span.from ?? []).toSorted((a, b) => b.getTime() - a.getTime())[0];
  const to = spans.flatMap((span) => span.to ?? []).toSorted((a, b) => a.getTime() - b.getTime())[0];
  return { ...(from && { from }), ...(to && { to }) };
}
