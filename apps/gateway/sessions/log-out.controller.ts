import { Controller, HttpCode, Post, Req, Res, UseGuards } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';

import { QueryGuard } from '#libs/http/query.guard.js';

import { InnerClient } from './inner-client.js';
import { Sessions } from './sessions.js';

/** `POST /api/auth/logout`: ends the session at auth, then on this side. */
@Controller()
export class LogOutController {
  constructor(
    private readonly inner: InnerClient,
    private readonly sessions: Sessions,
  ) {}

  @UseGuards(QueryGuard)
  @Post('api/auth/logout')
  @HttpCode(204)
  async logOut(@Req() request: FastifyRequest, @Res({ passthrough: true }) reply: FastifyReply): Promise<void> {
    const caller = await this.sessions.require(request);
    await this.inner.json('auth', 'POST', '/api/auth/logout', { request, caller });
    this.sessions.end(request, reply);
  }
}
