import type { IncomingHttpHeaders, OutgoingHttpHeaders } from 'node:http';

/**
 * The request headers that are forwarded. An allow-list: hop-by-hop headers, cookies, tokens and the headers that services trust
 * (x-request-id, x-client-*, x-forwarded-*) can't get through, and neither can new ones.
 */
export const FORWARDED = [
  'accept',
  'accept-language',
  'content-disposition',
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

/** Answer headers that are not passed on: hop-by-hop headers (RFC 9110, section 7.6.1), and cookies, which only the gateway sets. */
const DROPPED = new Set([
  'connection',
  'keep-alive',
  'proxy-authenticate',
  'proxy-connection',
  'set-cookie',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
  'x-device-cookie',
]);

/** Selects the request headers for a service. Content-Length is forwarded only with a body. */
export function headersInward(headers: IncomingHttpHeaders, withBody: boolean): Record<string, string> {
  const named = namedByConnection(headers.connection);
  const forwarded: Record<string, string> = {};
  for (const name of FORWARDED) {
    const value = headers[name];
    if (typeof value !== 'string' || named.has(name) || (!withBody && name === 'content-length')) continue;
    forwarded[name] = value;
  }
  return forwarded;
}

/** Selects the answer headers for the client. */
export function headersOutward(headers: IncomingHttpHeaders): OutgoingHttpHeaders {
  const named = namedByConnection(headers.connection);
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !DROPPED.has(name) && !named.has(name)));
}

function namedByConnection(connection: string | string[] | undefined): ReadonlySet<string> {
  const names = String(connection ?? '').toLowerCase();
  return new Set(names.split(',').map((name) => name.trim()));
}
