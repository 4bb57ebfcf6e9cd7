import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';

import type { Unlocked } from '#libs/contract/share.js';

import { cookie } from '../../security/credentials.js';

const COOKIE = 'shoebox_share';
const MAX_PROOF = 100;

/** What a call of InnerClient needs to know about the request of a visitor: the request, and a header that proves the password. */
export interface VisitorCall {
  request: FastifyRequest;
  headers: Record<string, string>;
}

/** The VisitorCall of the request. The proof is in the cookie that `unlockedHeaders` set. */
export const Visit = createParamDecorator((_: unknown, context: ExecutionContext): VisitorCall => {
  const request = context.switchToHttp().getRequest<FastifyRequest>();
  const proof = cookie(request.headers, COOKIE);
  return { request, headers: proof && proof.length <= MAX_PROOF ? { 'x-share-proof': proof } : {} };
});

/** Headers that make the browser keep the proof of the password, for this share alone. */
export function unlockedHeaders(token: string, { proof, seconds }: Unlocked, byHttps: boolean): Record<string, string> {
  const secure = byHttps ? '; Secure' : '';
  return { 'set-cookie': `${COOKIE}=${proof}; Path=/p/${token}; Max-Age=${seconds}; HttpOnly; SameSite=Lax${secure}` };
}
