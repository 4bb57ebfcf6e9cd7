import { Module, type DynamicModule } from '@nestjs/common';

import { PasswordHasher } from '#libs/accounts/password-hasher.js';
import { RateLimits } from '#libs/accounts/rate-limits.js';
import type { Config } from '#libs/config/config.js';
import type { Logger } from '#libs/http/log.js';
import type { Metrics } from '#libs/metrics/metrics.js';
import { AccountLog } from '#libs/ports/account-log.js';
import { AccessTokenRepository } from '#libs/ports/access-token-repository.js';
import { AuthDatabase } from '#libs/ports/databases.js';
import { InviteRepository } from '#libs/ports/invite-repository.js';
import { RateLimitRepository } from '#libs/ports/rate-limit-repository.js';
import { SessionRepository } from '#libs/ports/session-repository.js';
import { SigningKeyRepository } from '#libs/ports/signing-key-repository.js';
import { UserRepository } from '#libs/ports/user-repository.js';

/** Without `gatewaySecret` only a gateway in this process tells the address of a client. */
export type AuthConfig = Pick<Config, 'signUp' | 'sessionDays' | 'gatewaySecret'>;

/** What auth works with. The process that starts auth opens and closes it. */
export interface AuthResources {
  config: AuthConfig;
  database: AuthDatabase;
  logger: Logger;
  /** undefined: metrics are off. */
  metrics?: Metrics | undefined;
}

/** Injection tokens of resources that have no class. */
export const CONFIG = Symbol('auth config');
export const LOGGER = Symbol('auth logger');

/** Gives every feature module the repositories, the password hasher, the rate limits, the logger and the settings. */
@Module({})
export class AuthResourcesModule {
  static with({ config, database, logger }: AuthResources): DynamicModule {
    const values = [
      { provide: CONFIG, useValue: config },
      { provide: LOGGER, useValue: logger },
      { provide: AuthDatabase, useValue: database },
      { provide: UserRepository, useValue: database.users },
      { provide: SessionRepository, useValue: database.sessions },
      { provide: AccessTokenRepository, useValue: database.accessTokens },
      { provide: InviteRepository, useValue: database.invites },
      { provide: AccountLog, useValue: database.accountLog },
      { provide: SigningKeyRepository, useValue: database.signingKeys },
      { provide: RateLimitRepository, useValue: database.rateLimits },
    ];
    const services = [PasswordHasher, RateLimits];
    return {
      module: AuthResourcesModule,
      global: true,
      providers: [...values, ...services],
      exports: [...values.map(({ provide }) => provide), ...services],
    };
  }
}
