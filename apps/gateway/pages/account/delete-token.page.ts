import { Controller, Param, Post, Req, Res, UseGuards } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';

import { InnerClient } from '../../forward/inner-client.js';
import type { Visitor } from '../../sessions/sessions.js';
import { OwnPage, Owner } from '../http/owner.guard.js';
import { seeOther } from '../http/page.js';
import { doneAt } from './account.view.js';
import { unlessGone } from './unless-gone.js';

/** The button that takes a named token away from its tool. */
@Controller(':user/account/tokens/:id/delete')
@UseGuards(OwnPage)
export class DeleteTokenPage {
  constructor(private readonly inner: InnerClient) {}

  @Post()
  async post(
    @Owner() visitor: Visitor,
    @Param('id') id: string,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    await unlessGone(this.inner.json('auth', 'DELETE', `/api/auth/tokens/${id}`, { request, visitor }));
    await seeOther(reply, doneAt(visitor.user, 'token'));
  }
}
