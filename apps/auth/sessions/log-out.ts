import { Controller, HttpCode, Post } from '@nestjs/common';

import { Caller, Needs, type Identity } from '#libs/http/identity.js';
import { SessionRepository } from '#libs/ports/session-repository.js';

/** Ends the session that asks. */
@Controller('api/auth/logout')
export class LogOut {
  constructor(private readonly sessions: SessionRepository) {}

  @Needs('account')
  @Post()
  @HttpCode(204)
  async logOut(@Caller() { userId, sessionId }: Identity): Promise<void> {
    // It may have ended meanwhile; what was asked for holds either way.
    if (sessionId) await this.sessions.remove(userId, sessionId);
  }
}
