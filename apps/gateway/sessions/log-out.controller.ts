import { Controller, HttpCode, Post, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';

import { NoQuery } from '#libs/contract/image.js';
import { CheckedQuery } from '#libs/http/validate.js';

import { InnerClient } from './inner-client.js';
import { Sessions } from './sessions.js';

/** `POST /api/auth/logout`: ends the session at auth, then on this side. */
@Controller()
export class LogOutController {
  constructor(
    private readonly inner: InnerClient,
    private readonly sessions: Sessions,
  ) {}

  @Post('api/auth/logout')
  @HttpCode(204)
  async logOut(
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
    @CheckedQuery(NoQuery) _query: unknown,
  ): Promise<void> {
    const caller = await this.sessions.require(request);
    await this.inner.json('auth', 'POST', '/api/auth/logout', { request, caller });
    this.sessions.end(request, reply);
  }
}
