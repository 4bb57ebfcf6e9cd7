import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';

import type { Unlocked } from '#libs/api/share.js';

import { readCookie, type NewCookie } from '../../security/cookies.js';

const COOKIE = 'shoebox_share';
const MAX_PROOF = 100;

/** What a call of InnerClient needs to know about the request of a visitor: the request, and a header that proves the password. */
export interface VisitorCall {
  request: FastifyRequest;
  headers: Record<string, string>;
}

/** The VisitorCall of the request. The proof is in the cookie that `unlockedCookie` made. */
export const Visit = createParamDecorator((_: unknown, context: ExecutionContext): VisitorCall => {
  const request = context.switchToHttp().getRequest<FastifyRequest>();
  const proof = readCookie(request, COOKIE);
  return { request, headers: proof && proof.length <= MAX_PROOF ? { 'x-share-proof': proof } : {} };
});

/** The cookie that keeps the proof of the password, for this share alone. */
export function unlockedCookie(token: string, { proof, seconds }: Unlocked, secure: boolean): NewCookie {
  return { name: COOKIE, value: proof, path: `/p/${token}`, maxAge: seconds, secure };
}
