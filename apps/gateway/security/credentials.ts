import type { IncomingHttpHeaders } from 'node:http';

import type { FastifyRequest } from 'fastify';

import { readCookie } from './cookies.js';

/** Longer values are not tokens; auth is not asked about them. */
const MAX_TOKEN = 200;

/** The token of an `Authorization: Bearer` header (RFC 6750); null without such a header, empty when the header has no token. */
export function bearer(headers: IncomingHttpHeaders): string | null {
  const { authorization = '' } = headers;
  // In linear time: a head may have tens of thousands of spaces.
  if (!/^bearer(?:\s|$)/i.test(authorization)) return null;
  const token = authorization.slice('bearer'.length).trim();
  return /\s/.test(token) ? null : token;
}

/** The session or access token of a request. A bearer token counts before the cookie, even an invalid one. */
export function tokenOf(request: Pick<FastifyRequest, 'server' | 'headers'>, cookieName: string): string | null {
  const token = bearer(request.headers) ?? readCookie(request, cookieName);
  return token && token.length <= MAX_TOKEN ? token : null;
}
