import { Controller, HttpCode, Post, Req, Res, UseGuards } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';

import { Credentials, LoggedIn, NewAccount } from '#libs/api/account.js';
import { JsonBody, WITHOUT_LOG_IN } from '#libs/http/json-body.js';
import { QueryGuard } from '#libs/http/query.guard.js';

import { InnerClient } from './inner-client.js';
import { Sessions } from './sessions.js';

/**
 * The API routes that begin or end a session. Auth decides; the gateway adds the session cookie for browsers. The answer contains the
 * session token as well, for programs.
 */
@Controller('api/auth')
@UseGuards(QueryGuard)
export class SessionsController {
  constructor(
    private readonly inner: InnerClient,
    private readonly sessions: Sessions,
  ) {}

  @Post('signup')
  async signUp(
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
    @JsonBody(NewAccount, WITHOUT_LOG_IN) body: NewAccount,
  ): Promise<LoggedIn> {
    const loggedIn = await this.inner.json('auth', 'POST', '/api/auth/signup', { request, body, answer: LoggedIn });
    this.sessions.start(request, reply, loggedIn);
    return loggedIn;
  }

  @Post('login')
  @HttpCode(200)
  async logIn(
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
    @JsonBody(Credentials, WITHOUT_LOG_IN) body: Credentials,
  ): Promise<LoggedIn> {
    const loggedIn = await this.inner.json('auth', 'POST', '/api/auth/login', { request, body, answer: LoggedIn });
    this.sessions.start(request, reply, loggedIn);
    return loggedIn;
  }

  /** Ends the session at auth first: if that fails, the cookie stays and the log-out can be repeated. */
  @Post('logout')
  @HttpCode(204)
  async logOut(@Req() request: FastifyRequest, @Res({ passthrough: true }) reply: FastifyReply): Promise<void> {
    const caller = await this.sessions.require(request);
    await this.inner.json('auth', 'POST', '/api/auth/logout', { request, caller });
    this.sessions.end(request, reply);
  }
}
