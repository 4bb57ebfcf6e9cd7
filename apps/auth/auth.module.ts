import { Module, type DynamicModule, type Provider } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import { JwtModule } from '@nestjs/jwt';

import { PasswordHasher } from '#libs/accounts/password-hasher.js';
import { RateLimits } from '#libs/accounts/rate-limits.js';
import { Health } from '#libs/http/health.js';
import { innerGuard, innerJwtStrategy } from '#libs/http/inner-jwt.js';
import { Readiness } from '#libs/http/readiness.js';
import { AccessTokenRepository } from '#libs/ports/access-token-repository.js';
import { AuthDatabase } from '#libs/ports/databases.js';
import { InviteRepository } from '#libs/ports/invite-repository.js';
import { SessionRepository } from '#libs/ports/session-repository.js';
import { SigningKeyRepository } from '#libs/ports/signing-key-repository.js';
import { UserRepository } from '#libs/ports/user-repository.js';

import { Admission } from './accounts/admission.js';
import { ChangePassword } from './accounts/change-password.js';
import { LogIn } from './accounts/log-in.js';
import { MaySignUp } from './accounts/may-sign-up.js';
import { Me } from './accounts/me.js';
import { PasswordGuess } from './accounts/password-guess.js';
import { SignUp } from './accounts/sign-up.js';
import { CONFIG, LOGGER, type AuthResources } from './auth-resources.js';
import { Exchange } from './sessions/exchange.js';
import { ForgetExpired } from './sessions/forget-expired.js';
import { Jwks } from './sessions/jwks.js';
import { ListSessions } from './sessions/list-sessions.js';
import { ListTokens } from './sessions/list-tokens.js';
import { LogOut } from './sessions/log-out.js';
import { MakeToken } from './sessions/make-token.js';
import { RevokeSession } from './sessions/revoke-session.js';
import { RevokeToken } from './sessions/revoke-token.js';
import { SessionStart } from './sessions/session-start.js';
import { SigningKeys } from './sessions/signing-keys.js';

const ACCOUNTS = [SignUp, MaySignUp, LogIn, Me, ChangePassword];
const SESSIONS = [Exchange, Jwks, LogOut, ListSessions, RevokeSession, ListTokens, MakeToken, RevokeToken];

/** Verified with the local key: auth needs no round to its own JWKS. */
const strategy: Provider = {
  provide: 'inner-jwt-strategy',
  useFactory: (keys: SigningKeys) => new (innerJwtStrategy('auth', keys.provider))(),
  inject: [SigningKeys],
};

@Module({})
export class AuthModule {
  static with({ config, database, logger }: AuthResources): DynamicModule {
    const needs = { 'the database of accounts': () => database.check() };
    return {
      module: AuthModule,
      imports: [JwtModule.register({})],
      controllers: [...ACCOUNTS, ...SESSIONS, Health],
      providers: [
        { provide: CONFIG, useValue: config },
        { provide: LOGGER, useValue: logger },
        { provide: Readiness, useValue: new Readiness(needs, logger) },
        { provide: AuthDatabase, useValue: database },
        { provide: UserRepository, useValue: database.users },
        { provide: SessionRepository, useValue: database.sessions },
        { provide: AccessTokenRepository, useValue: database.accessTokens },
        { provide: InviteRepository, useValue: database.invites },
        { provide: SigningKeyRepository, useValue: database.signingKeys },
        { provide: APP_GUARD, useClass: innerGuard('auth') },
        strategy,
        SigningKeys,
        SessionStart,
        ForgetExpired,
        PasswordHasher,
        PasswordGuess,
        Admission,
        { provide: RateLimits, useValue: new RateLimits(database.rateLimits) },
      ],
    };
  }
}
