import { Controller, Get } from '@nestjs/common';

import type { SessionList } from '#libs/contract/account.js';
import { Caller, Needs, type Identity } from '#libs/http/identity.js';
import { SessionRepository } from '#libs/ports/session-repository.js';

/** Where the person is logged in, newest use first. */
@Controller('api/auth/sessions')
export class ListSessions {
  constructor(private readonly sessions: SessionRepository) {}

  @Needs('account')
  @Get()
  async list(@Caller() { userId, sessionId }: Identity): Promise<SessionList> {
    const now = new Date();
    const all = await this.sessions.list(userId);
    const items = all
      .filter(({ expiresAt }) => expiresAt > now)
      .map(({ id, device, createdAt, lastUsedAt, expiresAt }) => ({
        id,
        device,
        createdAt: createdAt.toISOString(),
        lastUsedAt: lastUsedAt.toISOString(),
        expiresAt: expiresAt.toISOString(),
        current: id === sessionId,
      }));
    return { items };
  }
}
