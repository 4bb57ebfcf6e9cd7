import type { IncomingHttpHeaders, OutgoingHttpHeaders } from 'node:http';

/**
 * What of a client's headers reaches an inner service. A list of what passes rather than of what does not: hop-by-hop headers, cookies,
 * tokens and every header that inner services trust (x-request-id, x-client-address, x-forwarded-*, what comes later) stay out by
 * themselves.
 */
const PASSED = [
  'accept',
  'accept-language',
  'content-disposition',
  'content-encoding',
  'content-length',
  'content-type',
  'if-match',
  'if-modified-since',
  'if-none-match',
  'if-range',
  'if-unmodified-since',
  'last-event-id',
  'range',
  'user-agent',
] as const;

/** Of the connection and not of the message (RFC 9110, section 7.6.1), and what only the gateway itself may say. */
const KEPT_BACK = new Set([
  'connection',
  'keep-alive',
  'proxy-authenticate',
  'proxy-connection',
  'set-cookie',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
]);

/** The client's headers for an inner service; lengths go along only with a body. */
export function headersInward(headers: IncomingHttpHeaders, withBody: boolean): Record<string, string> {
  const named = namedByConnection(headers.connection);
  const passed: Record<string, string> = {};
  for (const name of PASSED) {
    const value = headers[name];
    if (typeof value !== 'string' || named.has(name) || (!withBody && name === 'content-length')) continue;
    passed[name] = value;
  }
  return passed;
}

/** An inner service's headers for the client. */
export function headersOutward(headers: IncomingHttpHeaders): OutgoingHttpHeaders {
  const named = namedByConnection(headers.connection);
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !KEPT_BACK.has(name) && !named.has(name)));
}

function namedByConnection(connection: string | string[] | undefined): ReadonlySet<string> {
  const names = String(connection ?? '').toLowerCase();
  return new Set(names.split(',').map((name) => name.trim()));
}

/** Whether a body follows (RFC 9112, section 6.3). A GET has none here, whatever it says. */
export function hasBody(method: string, headers: IncomingHttpHeaders): boolean {
  if (method === 'GET' || method === 'HEAD') return false;
  return headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0;
}
