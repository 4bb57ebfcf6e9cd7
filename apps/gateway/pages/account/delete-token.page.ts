import { Controller, Param, Post, Req, Res, UseGuards } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';

import { InnerClient } from '../../sessions/inner-client.js';
import type { Caller } from '../../sessions/sessions.js';
import { OwnPage, Owner } from '../own-page.js';
import { seeOther } from '../send-page.js';
import { doneAt } from './account.view.js';
import { unlessGone } from './unless-gone.js';

/** The button that takes a named token away from its tool. */
@Controller(':user/account/tokens/:id/delete')
@UseGuards(OwnPage)
export class DeleteTokenPage {
  constructor(private readonly inner: InnerClient) {}

  @Post()
  async post(
    @Owner() caller: Caller,
    @Param('id') id: string,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    await unlessGone(this.inner.json('auth', 'DELETE', `/api/auth/tokens/${id}`, { request, caller }));
    await seeOther(reply, doneAt(caller.user, 'token'));
  }
}
