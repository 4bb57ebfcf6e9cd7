import { Controller, Delete, Get, HttpCode, Param, Post } from '@nestjs/common';

import type { SessionList } from '#libs/api/account.js';
import { Caller, Needs, type Identity } from '#libs/http/identity.js';

import { FromClient, type Client } from '../client/client.js';
import { Sessions } from './sessions.service.js';

/** The sessions of the caller. An access token may not see or end them. */
@Needs('account')
@Controller('api/auth')
export class SessionsController {
  constructor(private readonly sessions: Sessions) {}

  @Get('sessions')
  async list(@Caller() { userId, sessionId }: Identity): Promise<SessionList> {
    return { items: await this.sessions.list(userId, sessionId) };
  }

  @Delete('sessions/:id')
  @HttpCode(204)
  revoke(@Caller() { userId }: Identity, @Param('id') id: string, @FromClient() client: Client): Promise<void> {
    return this.sessions.revoke(userId, id, client);
  }

  @Post('logout')
  @HttpCode(204)
  logOut(@Caller() { userId, sessionId }: Identity, @FromClient() client: Client): Promise<void> {
    return this.sessions.end(userId, sessionId, client);
  }
}
