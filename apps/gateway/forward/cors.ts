import type { FastifyReply, FastifyRequest } from 'fastify';

import { bearer } from '../security/credentials.js';
import { FORWARDED } from './headers.js';
import { checkedPath } from './path.js';
import { findRoute } from './routes.js';

const API = /^\/(?:api|get|i|iiif)\//;
const ALLOWED_HEADERS = ['authorization', ...FORWARDED].join(', ');
/** Answer headers that a page may read, besides those that every page may (Fetch standard, CORS-safelisted response-header name). */
const EXPOSED_HEADERS = [
  'accept-ranges',
  'content-disposition',
  'content-range',
  'etag',
  'location',
  'retry-after',
  'x-request-id',
  'x-served-size',
].join(', ');
/** Seconds for which a browser need not ask again. */
const MAX_AGE = '600';

/**
 * Cross-origin requests of the API (Fetch standard, CORS protocol), for pages of the listed origins that have a token. Only a request with
 * a bearer token is answered to them, and credentials are never allowed: no page of another site may act with the cookie of a person.
 * An origin that is not listed gets the same answers as ever, which its browser shows to no page.
 */
export class Cors {
  constructor(private readonly origins: readonly string[]) {}

  /** Sets the headers of the answer. Returns true when the request was a preflight and is answered. */
  async handle(request: FastifyRequest, reply: FastifyReply): Promise<boolean> {
    const { headers, method, url } = request;
    if (this.origins.length === 0 || !API.test(url)) return false;
    void reply.header('vary', 'origin');
    const { origin } = headers;
    if (origin === undefined || !this.origins.includes(origin)) return false;
    if (method === 'OPTIONS' && headers['access-control-request-method'] !== undefined) return this.answerPreflight(url, origin, reply);
    if (bearer(headers)) void reply.headers({ 'access-control-allow-origin': origin, 'access-control-expose-headers': EXPOSED_HEADERS });
    return false;
  }

  private async answerPreflight(url: string, origin: string, reply: FastifyReply): Promise<boolean> {
    const methods = findRoute(checkedPath(url))?.methods;
    if (!methods) return false;
    await reply
      .code(204)
      .headers({
        'access-control-allow-origin': origin,
        'access-control-allow-methods': methods.join(', '),
        'access-control-allow-headers': ALLOWED_HEADERS,
        'access-control-max-age': MAX_AGE,
      })
      .send();
    return true;
  }
}
