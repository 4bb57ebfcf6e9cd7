import { createParamDecorator, SetMetadata, type ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';

import type { Scope } from '#libs/contract/account.js';
import { Problem } from '#libs/contract/errors.js';

/** Who asks, as the verified inner JWT says. */
export interface Identity {
  userId: string;
  userName: string;
  scopes: readonly Scope[];
  /** The session that asks; null for a named token, which may do nothing to the account. */
  sessionId: string | null;
}

/** Claims of an inner JWT besides the registered ones (`iss`, `aud`, `sub`, `exp`). */
export interface InnerClaims {
  sub: string;
  name: string;
  /** Space-separated, as in RFC 9068. */
  scope: string;
  sid?: string;
}

export const ISSUER = 'shoebox-auth';
/** The `typ` header that tells an inner JWT from any other (RFC 9068). */
export const TOKEN_TYPE = 'at+jwt';
/** Seconds an inner JWT lives. */
export const LIFETIME = 60;

const PUBLIC = 'public';
const NEEDS = 'needs';

/** A route that needs no identity. */
export const Public = () => SetMetadata(PUBLIC, true);
/** A scope, `account` for sessions only, or `any`. */
export type Need = Scope | 'account' | 'any';
/** All that the caller's session or token must be allowed. Every route but a public one says it. */
export const Needs = (...needs: [Need, ...Need[]]) => SetMetadata(NEEDS, needs);

/** What a caller is told whose token is missing, wrong or over. */
export const notLoggedIn = () => new Problem('NOT_LOGGED_IN', 'Log in, or send a valid token as Authorization: Bearer.');

export const metadataKeys = { PUBLIC, NEEDS } as const;

/** The identity of the caller, in a route that is not public. */
export const Caller = createParamDecorator((_: unknown, context: ExecutionContext): Identity => {
  const { user } = context.switchToHttp().getRequest<FastifyRequest & { user: Identity }>();
  return user;
});
