import type { IncomingHttpHeaders, OutgoingHttpHeaders } from 'node:http';
import { constants, createBrotliCompress, createGzip, type BrotliOptions, type ZlibOptions } from 'node:zlib';

/** What is text, and long enough often enough. Bytes of pictures are compressed already; an event must not wait for the next. */
const TYPES = [
  'text/html',
  'application/json',
  'application/ld+json',
  'application/problem+json',
  'text/plain',
  'application/manifest+json',
];
/** Bytes below which an answer fits into one packet anyway. */
const MIN_BYTES = 1_400;

export type Encoding = 'br' | 'gzip';
const ENCODINGS: readonly Encoding[] = ['br', 'gzip'];

/** Level 5 takes four times as long for a twentieth less. */
const BROTLI: BrotliOptions = {
  params: {
    [constants.BROTLI_PARAM_MODE]: constants.BROTLI_MODE_TEXT,
    [constants.BROTLI_PARAM_QUALITY]: 4,
    // 256 KiB: what each answer under way costs in memory.
    [constants.BROTLI_PARAM_LGWIN]: 18,
  },
};
const GZIP: ZlibOptions = { level: 5 };

/**
 * The encoding in which an answer goes to a client; null: as it is. A request that another site caused with somebody's cookie gets it as
 * it is: somebody who sees how long compressed answers are, and chooses a part of them, learns what else is in them (BREACH).
 * @param headers of the request
 */
export function chosenEncoding(headers: IncomingHttpHeaders): Encoding | null {
  const site = headers['sec-fetch-site'];
  const isOfAnotherSite = site === 'cross-site' || site === 'same-site';
  if (isOfAnotherSite && headers.cookie !== undefined) return null;
  const accepted = String(headers['accept-encoding'] ?? '');
  return ENCODINGS.find((encoding) => accepts(accepted, encoding)) ?? null;
}

/** Whether an answer with these headers is compressed for who accepts that. @param bytes its length; one of unknown length is a stream */
export function isCompressible(status: number, headers: OutgoingHttpHeaders, bytes: number | undefined): boolean {
  if (status < 200 || status === 204 || status === 206 || status === 304) return false;
  if (headers['content-encoding'] !== undefined || headers['content-range'] !== undefined) return false;
  if (/\bno-transform\b/.test(String(headers['cache-control'] ?? ''))) return false;
  const type = String(headers['content-type'] ?? '').split(';', 1)[0]!;
  return TYPES.includes(type.trim().toLowerCase()) && bytes !== undefined && bytes >= MIN_BYTES;
}

/** The headers that change with the encoding. An ETag of exact bytes becomes one of the same content (RFC 9110 section 8.8.1). */
export function encodedHeaders(headers: OutgoingHttpHeaders, encoding: Encoding): OutgoingHttpHeaders {
  const { 'content-length': _length, 'accept-ranges': _ranges, etag, ...others } = headers;
  const tag = etag === undefined ? {} : { etag: String(etag).replace(/^"/, 'W/"') };
  return { ...others, ...tag, 'content-encoding': encoding };
}

/** `Vary` with what decides about the encoding (RFC 9110 section 12.5.5). */
export function varied(headers: OutgoingHttpHeaders): string {
  const vary = [headers['vary'] ?? []].flat().join(', ');
  if (vary === '*' || /\baccept-encoding\b/i.test(vary)) return vary;
  return vary ? `${vary}, accept-encoding` : 'accept-encoding';
}

/** Compresses in the thread pool. */
export function compressor(encoding: Encoding) {
  return encoding === 'br' ? createBrotliCompress(BROTLI) : createGzip(GZIP);
}

/** Whether Accept-Encoding names the encoding with a weight above 0 (RFC 9110 section 12.5.3, without `*`). */
export function accepts(header: string, encoding: string): boolean {
  return header.split(',').some((part) => new RegExp(`^\\s*${encoding}\\s*(;\\s*q=(?!0(\\.0*)?\\s*$).*)?$`).test(part));
}
