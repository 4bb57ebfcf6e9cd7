import { Controller, Param, Post, Req, Res, UseGuards } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';

import { InnerClient } from '../../sessions/inner-client.js';
import type { Caller } from '../../sessions/sessions.js';
import { OwnPage, Owner } from '../own-page.js';
import { seeOther } from '../send-page.js';

/** `POST /:user/shares/:id/end`: the link is over. */
@Controller(':user/shares/:id/end')
@UseGuards(OwnPage)
export class EndSharePage {
  constructor(private readonly inner: InnerClient) {}

  @Post()
  async post(
    @Owner() caller: Caller,
    @Param('id') id: string,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    await this.inner.json('media', 'DELETE', `/api/shares/${id}`, { request, caller });
    await seeOther(reply, `/${caller.user.name}/shares/`);
  }
}
