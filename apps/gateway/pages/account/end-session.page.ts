import { Controller, Param, Post, Req, Res, UseGuards } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';

import { InnerClient } from '../../sessions/inner-client.js';
import { Sessions, type Caller } from '../../sessions/sessions.js';
import { OwnPage, Owner } from '../own-page.js';
import { seeOther } from '../send-page.js';
import { doneAt } from './account.view.js';
import { unlessGone } from './unless-gone.js';

/** The button that logs out another device; one's own session ends like by log-out. */
@Controller(':user/account/sessions/:id/end')
@UseGuards(OwnPage)
export class EndSessionPage {
  constructor(
    private readonly inner: InnerClient,
    private readonly sessions: Sessions,
  ) {}

  @Post()
  async post(
    @Owner() caller: Caller,
    @Param('id') id: string,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    await unlessGone(this.inner.json('auth', 'DELETE', `/api/auth/sessions/${id}`, { request, caller }));
    if (id !== caller.sessionId) return seeOther(reply, doneAt(caller.user, 'session'));
    this.sessions.end(request, reply);
    await seeOther(reply, '/login');
  }
}
