import { Controller, Post, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';

import { InnerClient } from '../sessions/inner-client.js';
import { Sessions } from '../sessions/sessions.js';
import { seeOther } from './send-page.js';

/** Log-out. */
@Controller('logout')
export class LogOutPage {
  constructor(
    private readonly sessions: Sessions,
    private readonly inner: InnerClient,
  ) {}

  /** Ends the session where it is kept, and then in the browser; without a session there is nothing to end. */
  @Post()
  async post(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const caller = await this.sessions.caller(request);
    if (caller) await this.inner.json('auth', 'POST', '/api/auth/logout', { request, caller });
    this.sessions.end(request, reply);
    await seeOther(reply, '/login');
  }
}
