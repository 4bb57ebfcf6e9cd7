import { Controller, Get } from '@nestjs/common';

import { Problem } from '#libs/contract/errors.js';
import { Public } from '#libs/http/identity.js';
import { SessionRepository } from '#libs/ports/session-repository.js';
import { UserRepository } from '#libs/ports/user-repository.js';

/** Seconds after which to look again. */
const RETRY_AFTER = 2;

/** Whether the process lives, and whether it can do its work: a database that is away is no reason to restart it. */
@Public()
@Controller('health')
export class Health {
  constructor(
    private readonly users: UserRepository,
    private readonly sessions: SessionRepository,
  ) {}

  @Get('live')
  live() {
    return { status: 'ok' };
  }

  @Get('ready')
  async ready() {
    try {
      await Promise.all([this.users.check(), this.sessions.check()]);
    } catch (cause) {
      throw new Problem('UNAVAILABLE', 'The database of accounts does not answer. Try again in a moment.', {
        retryAfter: RETRY_AFTER,
        cause,
      });
    }
    return { status: 'ok' };
  }
}
