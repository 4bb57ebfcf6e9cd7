import { Controller, Param, Post, Req, Res, UseGuards } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';

import { Problem } from '#libs/contract/errors.js';
import { Image } from '#libs/contract/image.js';

import { InnerClient } from '../../forward/inner-client.js';
import type { Visitor } from '../../sessions/sessions.js';
import { OwnPage, Owner } from '../http/owner.guard.js';
import { seeOther } from '../http/page.js';
import { comingFrom } from './list-context.js';

/** `POST /:user/view/:id/retry`: has a rejected picture tried again; one that is not rejected (any more) is simply shown. */
@Controller(':user/view/:id')
@UseGuards(OwnPage)
export class RetryPicturePage {
  constructor(private readonly inner: InnerClient) {}

  @Post('retry')
  async post(
    @Owner() visitor: Visitor,
    @Param('id') id: string,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    try {
      await this.inner.json('media', 'POST', `/api/images/${id}/retry`, { request, visitor, answer: Image });
    } catch (problem) {
      if (!(problem instanceof Problem) || problem.code !== 'NOT_FAILED') throw problem;
    }
    await seeOther(reply, `/${visitor.user.name}/view/${id}${comingFrom(request).query}`);
  }
}
