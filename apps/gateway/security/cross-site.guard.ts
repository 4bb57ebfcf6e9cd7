import type { CanActivate, ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';

import { Problem } from '#libs/api/errors.js';

import { bearer } from './credentials.js';
import type { PublicUrl } from './public-url.js';

const SAFE_METHODS = new Set(['GET', 'HEAD', 'OPTIONS']);

/**
 * Refuses changes that a page of another site made a browser send with its cookies: by Sec-Fetch-Site, else by Origin
 * (docs/decisions/0007). Log-in and sign-up are checked as well. Requests with a bearer token are not: browsers never add one themselves.
 */
export class CrossSiteGuard implements CanActivate {
  constructor(private readonly publicUrl: PublicUrl) {}

  /** @throws Problem CROSS_SITE */
  canActivate(context: ExecutionContext): boolean {
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    if (SAFE_METHODS.has(request.method) || bearer(request.headers) !== null || this.isSameSite(request)) return true;
    throw new Problem('CROSS_SITE', 'A page of another site may not do this. Open the drive itself, and do it there.');
  }

  private isSameSite(request: FastifyRequest): boolean {
    // Browsers send this over https and on localhost, and no page can set it (W3C Fetch Metadata).
    const site = request.headers['sec-fetch-site'];
    if (site !== undefined) return site === 'same-origin' || site === 'none';
    const { origin } = request.headers;
    // A client that sends neither header is not a browser.
    if (origin === undefined) return true;
    const host = URL.parse(origin)?.host;
    // Parsed with the scheme of the origin, so that the default port is left out on both sides.
    const own = URL.parse(`${origin.split(':', 1)[0]}://${request.host}`)?.host;
    return host !== undefined && host !== '' && (host === own || host === this.publicUrl.host);
  }
}
