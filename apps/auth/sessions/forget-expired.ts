import { Inject, Injectable, type BeforeApplicationShutdown, type OnApplicationBootstrap } from '@nestjs/common';

import { LONGEST_WINDOW } from '#libs/accounts/rate-limits.js';
import type { Logger } from '#libs/http/log.js';
import { AuthDatabase } from '#libs/ports/databases.js';

import { LOGGER } from '../resources/auth-resources.js';

const INTERVAL = 60 * 60 * 1000;

/** Deletes once an hour expired sessions, access tokens and invitations, and events too old for any rate limit. */
@Injectable()
export class ForgetExpired implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly database: AuthDatabase,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  onApplicationBootstrap(): void {
    this.timer = setInterval(() => {
      this.forget().catch((error: unknown) => this.logger.warn({ err: error }, 'expired sessions could not be deleted'));
    }, INTERVAL).unref();
  }

  beforeApplicationShutdown(): void {
    clearInterval(this.timer);
  }

  async forget(now = new Date()): Promise<void> {
    await this.database.forgetExpired(now);
    await this.database.rateLimits.forgetEvents(new Date(now.getTime() - LONGEST_WINDOW));
  }
}
