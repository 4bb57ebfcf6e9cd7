import { Injectable, type CanActivate, type ExecutionContext, type Type } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { AuthGuard, PassportStrategy } from '@nestjs/passport';
import { ExtractJwt, Strategy, type SecretOrKeyProvider } from 'passport-jwt';

import { SCOPES, type Scope } from '#libs/contract/account.js';
import { Problem } from '#libs/contract/errors.js';

import { ISSUER, metadataKeys, notLoggedIn, TOKEN_TYPE, type Identity, type InnerClaims, type Need } from './identity.js';

/**
 * Verifies inner JWTs for one audience. The strategy's name carries the audience, because passport's registry is one for the whole
 * process, in which auth and media may run side by side.
 */
export function innerJwtStrategy(audience: 'auth' | 'media', secretOrKeyProvider: SecretOrKeyProvider) {
  return class extends PassportStrategy(Strategy, `inner-jwt-${audience}`) {
    constructor() {
      super({
        jwtFromRequest: ExtractJwt.fromAuthHeaderAsBearerToken(),
        secretOrKeyProvider: ofRightType(secretOrKeyProvider),
        algorithms: ['RS256'],
        issuer: ISSUER,
        audience,
      });
    }

    validate(claims: InnerClaims & { exp?: number }): Identity | false {
      // jsonwebtoken accepts a token without an end.
      if (!claims.exp || !claims.sub || typeof claims.scope !== 'string') return false;
      const scopes = claims.scope.split(' ').filter((scope): scope is Scope => (SCOPES as readonly string[]).includes(scope));
      return { userId: claims.sub, userName: claims.name, scopes, sessionId: claims.sid ?? null };
    }
  };
}

/** Refuses any JWT that is not of our type before its key is looked up: passport-jwt does not look at `typ`. */
function ofRightType(provider: SecretOrKeyProvider): SecretOrKeyProvider {
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

/** Lets only a verified caller through that is allowed what the route needs. A route that says nothing about it is refused. */
export function innerGuard(audience: 'auth' | 'media'): Type<CanActivate> {
  @Injectable()
  class InnerGuard extends AuthGuard(`inner-jwt-${audience}`) {
    constructor(private readonly reflector: Reflector) {
      super();
    }

    override async canActivate(context: ExecutionContext): Promise<boolean> {
      const targets = [context.getHandler(), context.getClass()];
      if (this.reflector.getAllAndOverride<boolean>(metadataKeys.PUBLIC, targets)) return true;
      await super.canActivate(context);
      const { user } = context.switchToHttp().getRequest<{ user: Identity }>();
      allowAll(user, this.reflector.getAllAndOverride<Need[] | undefined>(metadataKeys.NEEDS, targets));
      return true;
    }

    /** passport-jwt hands an error of the key's look-up over as `info`; a key that can't be had now says nothing against the token. */
    override handleRequest<T>(error: unknown, user: T | false, info: unknown): T {
      const problem = [error, info].find((cause) => cause instanceof Problem);
      if (problem) throw problem;
      if (error || !user) throw notLoggedIn();
      return user;
    }
  }
  return InnerGuard;
}

function allowAll(identity: Identity, needs: readonly Need[] | undefined): void {
  if (!needs) return allow(identity, undefined);
  for (const needed of needs) allow(identity, needed);
}

function allow({ sessionId, scopes }: Identity, needed: Need | undefined): void {
  if (needed === 'any') return;
  if (needed === 'account' ? sessionId !== null : needed !== undefined && scopes.includes(needed)) return;
  // Links came before their scope: tokens of that time make them by `write`.
  if (needed === 'share' && scopes.includes('write')) return;
  throw new Problem(
    'SCOPE_MISSING',
    needed === 'account' ? 'Only a log-in may do this, not a token.' : `The token needs the scope "${needed}".`,
  );
}
