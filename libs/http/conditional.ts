import type { IncomingHttpHeaders } from 'node:http';

import { parseRange, type Range } from './range.js';

/** Whether an `If-None-Match` names this ETag, compared weakly as RFC 9110 section 13.1.2 wants it. */
export function matches(header: string | undefined, etag: string): boolean {
  if (header === undefined) return false;
  return header.trim() === '*' || header.match(/"[^"]*"/g)?.some((named) => named === etag) === true;
}

/**
 * The range to answer with, of a body with this strong ETag. A `Range` whose `If-Range` names another ETag, a weak one or a date does
 * not count, and the whole body is the answer (RFC 9110 section 13.1.5): no dates are sent that a client could have got.
 */
export function rangeOf(headers: IncomingHttpHeaders, { bytes, etag }: { bytes: number; etag: string }): Range | 'unsatisfiable' | null {
  const ifRange = headers['if-range'];
  return typeof ifRange === 'string' && ifRange.trim() !== etag ? null : parseRange(headers.range, bytes);
}
