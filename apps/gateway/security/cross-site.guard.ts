import type { CanActivate, ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';

import { Problem } from '#libs/contract/errors.js';

import { bearer } from './credentials.js';

const READING = new Set(['GET', 'HEAD', 'OPTIONS']);

/**
 * Refuses changes that another site made a browser send with its cookies (by Sec-Fetch-Site, else by Origin; docs/decisions/0007), log-in and sign-up included.
 * A bearer is never sent by a browser on its own, so whoever sends one is not checked.
 */
export class CrossSiteGuard implements CanActivate {
  constructor(private readonly publicUrl: string | undefined) {}

  canActivate(context: ExecutionContext): boolean {
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    if (READING.has(request.method) || bearer(request.headers) !== null || this.isOurs(request)) return true;
    throw new Problem('CROSS_SITE', 'A page of another site may not do this. Open the drive itself, and do it there.');
  }

  private isOurs(request: FastifyRequest): boolean {
    // Browsers send this on https and on localhost, and no page can forge it (W3C Fetch Metadata).
    const site = request.headers['sec-fetch-site'];
    if (site !== undefined) return site === 'same-origin' || site === 'none';
    const { origin } = request.headers;
    // With neither header it is no browser.
    if (origin === undefined) return true;
    const host = URL.parse(origin)?.host;
    // Read as the origin's own scheme would, so that a port that goes without saying is left out on both sides.
    const own = URL.parse(`${origin.split(':', 1)[0]}://${request.host}`)?.host;
    return host !== undefined && host !== '' && (host === own || host === this.publicHost);
  }

  private get publicHost(): string | undefined {
    return this.publicUrl === undefined ? undefined : new URL(this.publicUrl).host;
  }
}
