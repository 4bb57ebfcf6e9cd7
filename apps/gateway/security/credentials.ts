import type { IncomingHttpHeaders } from 'node:http';

import type { FastifyRequest } from 'fastify';

/** Longer values are not tokens; auth is not asked about them. */
const MAX_TOKEN = 200;

/** The token of an `Authorization: Bearer` header (RFC 6750); null without such a header, empty when the header has no token. */
export function bearer(headers: IncomingHttpHeaders): string | null {
  const match = /^Bearer(?: +(\S*))?\s*$/i.exec(headers.authorization ?? '');
  return match && (match[1] ?? '');
}

/** The value of a cookie. Of several with one name the first counts: it has the longest path (RFC 6265, section 5.4). */
export function cookie(headers: IncomingHttpHeaders, name: string): string | null {
  const pairs = headers.cookie?.split(';').map((pair) => pair.trim()) ?? [];
  return pairs.find((pair) => pair.startsWith(`${name}=`))?.slice(name.length + 1) ?? null;
}

/** The session or access token of a request. A bearer token counts before the cookie, even an invalid one. */
export function sentToken({ headers }: Pick<FastifyRequest, 'headers'>, cookieName: string): string | null {
  const token = bearer(headers) ?? cookie(headers, cookieName);
  return token && token.length <= MAX_TOKEN ? token : null;
}
