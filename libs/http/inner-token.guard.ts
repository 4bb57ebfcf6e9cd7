import { Injectable, type CanActivate, type ExecutionContext, type Type } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { AuthGuard, PassportStrategy } from '@nestjs/passport';
import type { FastifyRequest } from 'fastify';
import { ExtractJwt, Strategy, type SecretOrKeyProvider } from 'passport-jwt';

import { SCOPES, type Scope } from '#libs/api/account.js';
import { Problem } from '#libs/api/errors.js';
import { CLOCK_TOLERANCE } from '#libs/domain/drive/clock.js';

import { handedOverBy } from './in-process/in-process-request.js';
import { ISSUER, metadataKeys, notLoggedIn, TOKEN_TYPE, type Identity, type InnerClaims, type Need } from './identity.js';
import { VerifiedTokens } from './verified-tokens.js';

/**
 * Verifies inner tokens for one audience. The name of the strategy contains the audience, because passport has one registry for the whole
 * process, in which both auth and media may run.
 */
export function innerTokenStrategy(audience: 'auth' | 'media', secretOrKeyProvider: SecretOrKeyProvider) {
  return class extends PassportStrategy(Strategy, `inner-jwt-${audience}`) {
    /** Of this audience and this key. */
    readonly verified = new VerifiedTokens();

    constructor() {
      super({
        jwtFromRequest: tokenOf,
        passReqToCallback: true,
        secretOrKeyProvider: checkType(secretOrKeyProvider),
        algorithms: ['RS256'],
        issuer: ISSUER,
        audience,
        // Auth may run on another machine. A session that ended is refused by the token exchange, so the tolerance admits nobody longer.
        jsonWebTokenOptions: { clockTolerance: CLOCK_TOLERANCE },
      });
    }

    override authenticate(request: TokenRequest, options?: object): void {
      const token = tokenOf(request);
      const known = token && this.verified.find(token);
      if (known) this.success(known);
      else super.authenticate(request, options);
    }

    validate(request: TokenRequest, claims: InnerClaims & { exp?: number }): Identity | false {
      // jsonwebtoken accepts a token without `exp`.
      if (!claims.exp || !claims.sub || typeof claims.scope !== 'string') return false;
      const scopes = claims.scope.split(' ').filter((scope): scope is Scope => (SCOPES as readonly string[]).includes(scope));
      const identity = Object.freeze({ userId: claims.sub, userName: claims.name, scopes, sessionId: claims.sid ?? null });
      this.verified.add(tokenOf(request)!, identity, claims.exp);
      return identity;
    }
  };
}

type TokenRequest = Parameters<typeof tokenOf>[0];

const tokenOf = ExtractJwt.fromAuthHeaderAsBearerToken();

/** Refuses a JWT with another `typ` before its key is looked up: passport-jwt does not check it. */
function checkType(provider: SecretOrKeyProvider): SecretOrKeyProvider {
  return (request, jwt: string, done) => {
    if (headerOf(jwt)?.['typ'] === TOKEN_TYPE) provider(request, jwt, done);
    else done(new Error('not an inner token'));
  };
}

function headerOf(jwt: string): Record<string, unknown> | null {
  try {
    return JSON.parse(Buffer.from(jwt.split('.')[0] ?? '', 'base64url').toString()) as Record<string, unknown> | null;
  } catch {
    return null;
  }
}

/** Admits a caller with a valid inner token, or handed over in this process, who is permitted what the route `@Needs`. A route without `@Needs` or `@Public` is always refused. */
export function innerTokenGuard(audience: 'auth' | 'media'): Type<CanActivate> {
  @Injectable()
  class InnerTokenGuard extends AuthGuard(`inner-jwt-${audience}`) {
    constructor(private readonly reflector: Reflector) {
      super();
    }

    override async canActivate(context: ExecutionContext): Promise<boolean> {
      const targets = [context.getHandler(), context.getClass()];
      if (this.reflector.getAllAndOverride<boolean>(metadataKeys.PUBLIC, targets)) return true;
      const request = context.switchToHttp().getRequest<FastifyRequest & { user: Identity }>();
      const inProcess = handedOverBy(request.raw);
      if (inProcess) request.user = inProcess.identity ?? refuse();
      else await super.canActivate(context);
      const { user } = request;
      allowAll(user, this.reflector.getAllAndOverride<Need[] | undefined>(metadataKeys.NEEDS, targets));
      return true;
    }

    /** passport-jwt passes an error of the key lookup as `info`. A key that is unavailable now does not make the token invalid. */
    override handleRequest<T>(error: unknown, user: T | false, info: unknown): T {
      const problem = [error, info].find((cause) => cause instanceof Problem);
      if (problem) throw problem;
      if (error || !user) throw notLoggedIn();
      return user;
    }
  }
  return InnerTokenGuard;
}

function refuse(): never {
  throw notLoggedIn();
}

function allowAll(identity: Identity, needs: readonly Need[] | undefined): void {
  if (!needs) return allow(identity, undefined);
  for (const needed of needs) allow(identity, needed);
}

function allow({ sessionId, scopes }: Identity, needed: Need | undefined): void {
  if (needed === 'any') return;
  if (needed === 'account' ? sessionId !== null : needed !== undefined && scopes.includes(needed)) return;
  // The scope `share` is newer than shares: older tokens create them with `write`.
  if (needed === 'share' && scopes.includes('write')) return;
  throw new Problem(
    'SCOPE_MISSING',
    needed === 'account' ? 'This needs a log-in; a token is not enough.' : `The token needs the scope "${needed}".`,
  );
}
