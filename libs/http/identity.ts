import { createParamDecorator, SetMetadata, type ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';

import type { Scope } from '#libs/api/account.js';
import { Problem } from '#libs/api/errors.js';

/** The caller, from a verified inner token. */
export interface Identity {
  userId: string;
  userName: string;
  scopes: readonly Scope[];
  /** The caller's session; null for an access token, which may not change the account. */
  sessionId: string | null;
}

/** Claims of an inner token, besides `iss`, `aud` and `exp`. */
export interface InnerClaims {
  sub: string;
  name: string;
  /** Space-separated, as in RFC 9068. */
  scope: string;
  sid?: string;
}

export const ISSUER = 'shoebox-auth';
/** The `typ` header of an inner token (RFC 9068). */
export const TOKEN_TYPE = 'at+jwt';
/** Seconds until an inner token expires. */
export const TOKEN_LIFETIME = 60;

const PUBLIC = 'public';
const NEEDS = 'needs';

/** Marks a route that needs no inner token. */
export const Public = () => SetMetadata(PUBLIC, true);
/** A scope; `account`: a session; `any`: a session or any access token. */
export type Need = Scope | 'account' | 'any';
/** What the caller's session or access token must permit. Required on every route that is not public. */
export const Needs = (...needs: [Need, ...Need[]]) => SetMetadata(NEEDS, needs);

/** The error for a missing, invalid or expired token. */
export const notLoggedIn = () => new Problem('NOT_LOGGED_IN', 'Log in, or send a valid token as Authorization: Bearer.');

export const metadataKeys = { PUBLIC, NEEDS } as const;

/** The caller, in a route that is not public. */
export const Caller = createParamDecorator((_: unknown, context: ExecutionContext): Identity => {
  const { user } = context.switchToHttp().getRequest<FastifyRequest & { user: Identity }>();
  return user;
});
