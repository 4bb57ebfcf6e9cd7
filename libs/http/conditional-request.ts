import type { IncomingHttpHeaders } from 'node:http';

/** The first and the last byte, both included. */
export interface Range {
  start: number;
  end: number;
}

/** What a client can compare its copy with. */
export interface Validators {
  /** Strong (RFC 9110, section 8.8.3). */
  etag: string;
  /** null: the response has no Last-Modified. */
  lastModified: Date | null;
  /** Whether no other bytes had the same Last-Modified (RFC 9110, section 8.8.2.2). */
  lastModifiedIsStrong?: boolean;
}

/**
 * Whether the client's copy of a body is current, which a GET or HEAD answers with 304: by If-None-Match (weak comparison), else by
 * If-Modified-Since (RFC 9110, sections 13.1.2, 13.1.3 and 13.2.2).
 */
export function isNotModified(headers: IncomingHttpHeaders, { etag, lastModified }: Pick<Validators, 'etag' | 'lastModified'>): boolean {
  const ifNoneMatch = headers['if-none-match'];
  if (ifNoneMatch !== undefined) return matchesEtag(ifNoneMatch, etag);
  const since = parseHttpDate(headers['if-modified-since']);
  return since !== null && lastModified !== null && toSeconds(lastModified) <= toSeconds(since);
}

function matchesEtag(header: string, etag: string): boolean {
  // Nearly all clients have one copy.
  if (header === etag) return true;
  return header.trim() === '*' || header.match(/"[^"]*"/g)?.some((named) => named === etag) === true;
}

/**
 * Returns the range to send; null for the whole body. A `Range` is ignored unless its `If-Range` is the ETag, by strong comparison, or
 * exactly the Last-Modified while that is a strong validator (RFC 9110, section 13.1.5).
 */
export function rangeOf(
  headers: IncomingHttpHeaders,
  { bytes, ...current }: Validators & { bytes: number },
): Range | 'unsatisfiable' | null {
  const ifRange = headers['if-range'];
  return typeof ifRange === 'string' && !isSame(ifRange.trim(), current) ? null : parseRange(headers.range, bytes);
}

function isSame(ifRange: string, { etag, lastModified, lastModifiedIsStrong }: Validators): boolean {
  if (ifRange.includes('"')) return ifRange === etag;
  const date = parseHttpDate(ifRange);
  return lastModifiedIsStrong === true && date !== null && lastModified !== null && toSeconds(date) === toSeconds(lastModified);
}

/** The three formats of RFC 9110, section 5.6.7; the last has no zone and is in UTC as well. */
const HTTP_DATES = [
  /^(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun), \d\d [A-Z][a-z]{2} \d{4} \d\d:\d\d:\d\d GMT$/,
  /^(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day, \d\d-[A-Z][a-z]{2}-\d\d \d\d:\d\d:\d\d GMT$/,
  /^(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun) [A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d \d{4}$/,
];

/** Returns null for anything but a valid HTTP date. */
export function parseHttpDate(header: string | undefined): Date | null {
  const text = header?.trim() ?? '';
  if (!HTTP_DATES.some((format) => format.test(text))) return null;
  const date = new Date(text.endsWith('GMT') ? text : `${text} GMT`);
  return Number.isNaN(date.getTime()) ? null : date;
}

/** HTTP dates have whole seconds. */
function toSeconds(date: Date): number {
  return Math.floor(date.getTime() / 1000);
}

/**
 * Parses a `Range` header for a body of `size` bytes (RFC 9110, section 14.2). Returns null, which means the whole body, without a header
 * and for another unit, several ranges or a malformed header; `unsatisfiable` for a range outside the body.
 */
export function parseRange(header: string | undefined, size: number): Range | 'unsatisfiable' | null {
  const match = /^bytes=(\d{0,15})-(\d{0,15})$/.exec(header?.trim() ?? '');
  if (!match) return null;
  const [, first = '', last = ''] = match;
  if (first === '') {
    if (last === '') return null;
    const length = Number(last);
    return length === 0 || size === 0 ? 'unsatisfiable' : { start: Math.max(0, size - length), end: size - 1 };
  }
  const start = Number(first);
  if (last !== '' && Number(last) < start) return null;
  if (start >= size) return 'unsatisfiable';
  return { start, end: last === '' ? size - 1 : Math.min(Number(last), size - 1) };
}
