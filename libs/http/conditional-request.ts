import type { IncomingHttpHeaders } from 'node:http';

/** The first and the last byte, both included. */
export interface Range {
  start: number;
  end: number;
}

/** Whether an `If-None-Match` header matches this ETag, by weak comparison (RFC 9110, section 13.1.2). */
export function matchesEtag(header: string | undefined, etag: string): boolean {
  if (header === undefined) return false;
  return header.trim() === '*' || header.match(/"[^"]*"/g)?.some((named) => named === etag) === true;
}

/**
 * Returns the range to send of a body with this strong ETag; null for the whole body. A `Range` is ignored when its `If-Range` is another
 * ETag, a weak ETag or a date (RFC 9110, section 13.1.5): no response has a Last-Modified that a client could send back.
 */
export function rangeOf(headers: IncomingHttpHeaders, { bytes, etag }: { bytes: number; etag: string }): Range | 'unsatisfiable' | null {
  const ifRange = headers['if-range'];
  return typeof ifRange === 'string' && ifRange.trim() !== etag ? null : parseRange(headers.range, bytes);
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
