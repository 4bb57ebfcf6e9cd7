import { Controller, HttpCode, Post, Req, Res, UseGuards } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';

import { Credentials, LoggedIn, NewAccount, SessionStarted } from '#libs/api/account.js';
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
    return this.start('/api/auth/signup', request, reply, body);
  }

  @Post('login')
  @HttpCode(200)
  async logIn(
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
    @JsonBody(Credentials, WITHOUT_LOG_IN) body: Credentials,
  ): Promise<LoggedIn> {
    return this.start('/api/auth/login', request, reply, body);
  }

  /** Ends the session at auth first: if that fails, the cookie stays and the log-out can be repeated. */
  @Post('logout')
  @HttpCode(204)
  async logOut(@Req() request: FastifyRequest, @Res({ passthrough: true }) reply: FastifyReply): Promise<void> {
    const caller = await this.sessions.require(request);
    await this.inner.json('auth', 'POST', '/api/auth/logout', { request, caller });
    this.sessions.end(request, reply);
  }

  /** Calls auth, sets the cookies and returns what programs are told. */
  private async start(path: string, request: FastifyRequest, reply: FastifyReply, body: object): Promise<LoggedIn> {
    const headers = this.sessions.deviceHeaders(request);
    const started = await this.inner.json('auth', 'POST', path, { request, headers, body, answer: SessionStarted });
    this.sessions.start(request, reply, started);
    return LoggedIn.parse(started);
  }
}
