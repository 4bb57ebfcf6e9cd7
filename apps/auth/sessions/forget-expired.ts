import { Inject, Injectable, type BeforeApplicationShutdown, type OnApplicationBootstrap } from '@nestjs/common';

import { LONGEST_WINDOW } from '#libs/accounts/rate-limits.js';
import type { Logger } from '#libs/http/log.js';
import { AuthDatabase } from '#libs/ports/databases.js';

import { LOGGER } from '../resources/auth-resources.js';

const INTERVAL = 60 * 60 * 1000;
const DAY = 24 * INTERVAL;
/** Days for which the log of an account is kept. */
const LOG_DAYS = 90;

/**
 * Deletes once an hour expired sessions, access tokens and invitations, old events of accounts, and events too old for any rate limit. The first time is an hour
 * after the start; after the clock has jumped by more than a day, the next time is skipped. So a new time deletes nothing before it has
 * held for an hour.
 */
@Injectable()
export class ForgetExpired implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private timer: NodeJS.Timeout | undefined;
  /** Milliseconds between the clock and the uptime of the process; a jump of the clock changes them. */
  private offset = clockOffset();

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

  async forget(): Promise<void> {
    const offset = clockOffset();
    const jump = offset - this.offset;
    this.offset = offset;
    if (Math.abs(jump) > DAY) {
      return this.logger.warn({ seconds: Math.round(jump / 1000) }, 'the clock jumped: expired sessions are kept for another hour');
    }
    const now = new Date(Date.now());
    await this.database.forgetExpired(now);
    await this.database.accountLog.forget(new Date(now.getTime() - LOG_DAYS * DAY));
    await this.database.rateLimits.forgetEvents(new Date(now.getTime() - LONGEST_WINDOW));
  }
}

function clockOffset(): number {
  return Date.now() - performance.now();
}
