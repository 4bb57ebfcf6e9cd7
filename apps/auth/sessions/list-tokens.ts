import { Controller, Get } from '@nestjs/common';

import { Caller, Needs, type Identity } from '#libs/http/identity.js';
import { SessionRepository } from '#libs/ports/session-repository.js';

import { tokenInfo } from './token-info.js';

/** The caller's named tokens, newest first; never the tokens themselves. */
@Controller('api/auth/tokens')
export class ListTokens {
  constructor(private readonly sessions: SessionRepository) {}

  @Needs('account')
  @Get()
  async list(@Caller() { userId }: Identity) {
    const tokens = await this.sessions.listTokens(userId);
    return { items: tokens.map(tokenInfo) };
  }
}
