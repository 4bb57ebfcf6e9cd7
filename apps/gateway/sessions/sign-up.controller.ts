import { Controller, Post, Req, Res, UseGuards } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';

import { LoggedIn, NewAccount } from '#libs/contract/account.js';
import { JsonBody } from '#libs/http/json-body.js';
import { QueryGuard } from '#libs/http/query.guard.js';

import { InnerClient } from './inner-client.js';
import { Sessions } from './sessions.js';

/** `POST /api/auth/signup`: an account, and the session of whoever made it. */
@Controller()
export class SignUpController {
  constructor(
    private readonly inner: InnerClient,
    private readonly sessions: Sessions,
  ) {}

  @UseGuards(QueryGuard)
  @Post('api/auth/signup')
  async signUp(
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
    @JsonBody(NewAccount) body: NewAccount,
  ): Promise<LoggedIn> {
    const loggedIn = await this.inner.json('auth', 'POST', '/api/auth/signup', { request, body, answer: LoggedIn });
    this.sessions.start(request, reply, loggedIn);
    return loggedIn;
  }
}
