import { Controller, Get, Post, Query, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';

import { LoggedIn } from '#libs/contract/account.js';
import { Problem } from '#libs/contract/errors.js';

import { InnerClient } from '../forward/inner-client.js';
import { safeNext } from '../sessions/safe-next.js';
import { Sessions } from '../sessions/sessions.js';
import { SignUpView } from './account-form.js';
import { AccountFields, nextField } from './log-in.page.js';
import { readForm } from './read-form.js';
import { seeOther, sendPage } from './send-page.js';

@Controller('signup')
export class SignUpPage {
  constructor(
    private readonly sessions: Sessions,
    private readonly inner: InnerClient,
  ) {}

  @Get()
  async get(@Query('next') next: unknown, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    if (await this.sessions.visitor(request)) return seeOther(reply, '/');
    await sendPage(reply, SignUpView({ next: nextField(next) }));
  }

  @Post()
  async post(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const { next, ...credentials } = await readForm(request, reply, AccountFields);
    try {
      const loggedIn = await this.inner.json('auth', 'POST', '/api/auth/signup', { request, body: credentials, answer: LoggedIn });
      this.sessions.start(request, reply, loggedIn);
    } catch (problem) {
      if (!(problem instanceof Problem)) throw problem;
      void reply.headers(problem.headers);
      return sendPage(reply, SignUpView({ email: credentials.email, next: nextField(next), problem }), problem.status);
    }
    await seeOther(reply, safeNext(next));
  }
}
