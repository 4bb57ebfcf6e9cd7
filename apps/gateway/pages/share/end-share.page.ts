import { Controller, Param, Post, Req, Res, UseGuards } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';

import { InnerClient } from '../../forward/inner-client.js';
import type { Visitor } from '../../sessions/sessions.js';
import { OwnPage, Owner } from '../http/owner.guard.js';
import { seeOther } from '../http/page.js';

/** `POST /:user/shares/:id/end`: the link is over. */
@Controller(':user/shares/:id/end')
@UseGuards(OwnPage)
export class EndSharePage {
  constructor(private readonly inner: InnerClient) {}

  @Post()
  async post(
    @Owner() visitor: Visitor,
    @Param('id') id: string,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    await this.inner.json('media', 'DELETE', `/api/shares/${id}`, { request, visitor });
    await seeOther(reply, `/${visitor.user.name}/shares/`);
  }
}
