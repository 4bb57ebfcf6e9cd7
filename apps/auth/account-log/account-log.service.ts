import { Inject, Injectable } from '@nestjs/common';
import { ulid } from 'ulid';

import type { AccountLogList } from '#libs/api/account.js';
import type { Logger } from '#libs/http/log.js';
import { AccountLog, EVENTS_KEPT_OF_KIND, type AccountEventKind } from '#libs/ports/account-log.js';

import { LOGGER } from '../resources/auth-resources.js';
import type { Client } from '../client/client.js';

/** Milliseconds in which refused guesses of an account are one event. */
const REFUSED_ONCE = 15 * 60 * 1000;

/** The log that people see on their account page: who logged in, and what was changed. */
@Injectable()
export class AccountEvents {
  constructor(
    private readonly log: AccountLog,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  /** Notes what happened. Logs an error instead of throwing it: on a full disk people must still get in. */
  async note(userId: string, what: AccountEventKind, { address, device }: Client, detail: string | null = null): Promise<void> {
    try {
      await this.log.add({ id: ulid().toLowerCase(), userId, at: new Date(), what, address, device, detail }, EVENTS_KEPT_OF_KIND);
    } catch (error) {
      this.logger.warn({ err: error }, 'an event of an account could not be stored');
    }
  }

  /**
   * Notes once in 15 minutes that guesses are refused. It returns at once: an answer that waited for it would tell that the account exists.
   */
  noteRefused(userId: string, client: Client): void {
    // SQLite reads at once, before a promise of it is there.
    setImmediate(() => {
      this.isNoted(userId).then(
        (noted) => (noted ? undefined : this.note(userId, 'guesses-refused', client)),
        (error: unknown) => this.logger.warn({ err: error }, 'the events of an account could not be read'),
      );
    });
  }

  async list(userId: string): Promise<AccountLogList> {
    const events = await this.log.list(userId);
    return {
      items: events.map(({ id, at, what, address, device, detail }) => ({ id, at: at.toISOString(), what, address, device, detail })),
    };
  }

  private async isNoted(userId: string): Promise<boolean> {
    const latest = (await this.log.list(userId)).find(({ what }) => what === 'guesses-refused');
    return latest !== undefined && Math.abs(Date.now() - latest.at.getTime()) < REFUSED_ONCE;
  }
}
