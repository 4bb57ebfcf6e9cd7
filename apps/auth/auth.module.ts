import { Module, type DynamicModule } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';

import { HealthController } from '#libs/http/health.controller.js';
import { innerTokenGuard, innerTokenStrategy } from '#libs/http/inner-token.guard.js';
import { Readiness } from '#libs/http/readiness.js';

import { AccessTokensModule } from './access-tokens/access-tokens.module.js';
import { AccountLogModule } from './account-log/account-log.module.js';
import { AccountsModule } from './accounts/accounts.module.js';
import { SigningKeysModule } from './keys/signing-keys.module.js';
import { SigningKeys } from './keys/signing-keys.service.js';
import { AuthResourcesModule, type AuthResources } from './resources/auth-resources.js';
import { SessionsModule } from './sessions/sessions.module.js';
import { TokenExchangeModule } from './token-exchange/token-exchange.module.js';

const FEATURES = [AccountsModule, SessionsModule, AccessTokensModule, AccountLogModule, TokenExchangeModule, SigningKeysModule];

/** The auth service: one module for each feature, over one module of resources. Every route needs an inner token unless it is `@Public`. */
@Module({})
export class AuthModule {
  static with(resources: AuthResources): DynamicModule {
    const { database, logger } = resources;
    return {
      module: AuthModule,
      imports: [AuthResourcesModule.with(resources), ...FEATURES],
      controllers: [HealthController],
      providers: [
        { provide: Readiness, useValue: new Readiness({ 'the database of accounts': () => database.check() }, logger) },
        { provide: APP_GUARD, useClass: innerTokenGuard('auth') },
        // Auth verifies inner tokens with its own key, without a request to its JWKS.
        {
          provide: 'inner-jwt-strategy',
          useFactory: (keys: SigningKeys) => new (innerTokenStrategy('auth', keys.provider))(),
          inject: [SigningKeys],
        },
      ],
    };
  }
}
