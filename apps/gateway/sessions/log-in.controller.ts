import { Controller, HttpCode, Post, Req, Res, UseGuards } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';

import { Credentials, LoggedIn } from '#libs/contract/account.js';
import { JsonBody } from '#libs/http/json-body.js';
import { QueryGuard } from '#libs/http/query.guard.js';

import { InnerClient } from './inner-client.js';
import { Sessions } from './sessions.js';

/** `POST /api/auth/login`: a session, as a cookie for browsers and in the answer for tools. */
@Controller()
export class LogInController {
  constructor(
    private readonly inner: InnerClient,
    private readonly sessions: Sessions,
  ) {}

  @UseGuards(QueryGuard)
  @Post('api/auth/login')
  @HttpCode(200)
  async logIn(
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
    @JsonBody(Credentials) body: Credentials,
  ): Promise<LoggedIn> {
    const loggedIn = await this.inner.json('auth', 'POST', '/api/auth/login', { request, body, answer: LoggedIn });
    this.sessions.start(request, reply, loggedIn);
    return loggedIn;
  }
}
