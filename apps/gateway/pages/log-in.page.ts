import { Controller, Get, Post, Query, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';

import { Credentials, LoggedIn } from '#libs/contract/account.js';
import { Problem } from '#libs/contract/errors.js';

import { InnerClient } from '../forward/inner-client.js';
import { safeNext } from '../sessions/safe-next.js';
import { Sessions } from '../sessions/sessions.js';
import { LogInView } from './account-form.js';
import { readForm } from './read-form.js';
import { seeOther, sendPage } from './send-page.js';

/** The form of log-in and sign-up alike. */
export const AccountFields = Credentials.extend({ next: z.string().max(4096).optional() });

@Controller('login')
export class LogInPage {
  constructor(
    private readonly sessions: Sessions,
    private readonly inner: InnerClient,
  ) {}

  @Get()
  async get(@Query('next') next: unknown, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    if (await this.sessions.visitor(request)) return seeOther(reply, '/');
    await sendPage(reply, LogInView({ next: nextField(next) }));
  }

  @Post()
  async post(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const { next, ...credentials } = await readForm(request, reply, AccountFields);
    try {
      const loggedIn = await this.inner.json('auth', 'POST', '/api/auth/login', { request, body: credentials, answer: LoggedIn });
      this.sessions.start(request, reply, loggedIn);
    } catch (problem) {
      if (!(problem instanceof Problem)) throw problem;
      void reply.headers(problem.headers);
      return sendPage(reply, LogInView({ email: credentials.email, next: nextField(next), problem }), problem.status);
    }
    await seeOther(reply, safeNext(next));
  }
}

/** What the form carries along; nothing where the way leads home anyhow. */
export function nextField(next: unknown): string | null {
  const path = safeNext(typeof next === 'string' ? next : null);
  return path === '/' ? null : path;
}
