import { Catch, Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import type { VNode } from 'preact';

import { Problem } from '#libs/api/errors.js';
import { SHARE_TOKEN } from '#libs/api/share.js';

import { PageErrorsFilter } from '../http/page-errors.filter.js';
import { Page } from '../http/page.js';
import { GoneView, LockedView } from './refused.view.js';

type SharedRequest = FastifyRequest<{ Params: { token: string } }>;

/** Like the policy of other pages, but scripts may send no requests. */
const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "form-action 'self'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
].join('; ');

/**
 * A page for everybody who has the link. Its address is a secret: browsers send it to no other site (the drive needs the referrer for its
 * form), and search engines are told not to list it.
 */
export function sharedPage(view: VNode, status = 200, headers: Readonly<Record<string, string>> = {}): Page {
  const secret = { 'content-security-policy': POLICY, 'referrer-policy': 'same-origin', 'x-robots-tag': 'noindex, nofollow' };
  return new Page(view, { status, headers: { ...headers, ...secret } });
}

/** Refuses a token that no share can have. @throws Problem NOT_FOUND */
@Injectable()
export class ShareTokenGuard implements CanActivate {
  canActivate(context: ExecutionContext): boolean {
    if (SHARE_TOKEN.test(context.switchToHttp().getRequest<SharedRequest>().params.token)) return true;
    throw new Problem('NOT_FOUND', 'There is no such link.');
  }
}

/** Answers visitors: with a page that asks for the password, a page that says the link is gone, or the usual error page. */
@Catch()
export class SharedErrorsFilter extends PageErrorsFilter {
  protected override pageFor(error: unknown, request: SharedRequest): Page | null {
    if (!(error instanceof Problem)) return null;
    const { token } = request.params;
    const { code, status, headers } = error;
    if (code === 'NOT_FOUND') return sharedPage(GoneView(), 404);
    if (code === 'PASSWORD_NEEDED') return sharedPage(LockedView({ token }), status);
    if (code === 'WRONG_PASSWORD' || code === 'RATE_LIMITED') return sharedPage(LockedView({ token, problem: error }), status, headers);
    return null;
  }
}
