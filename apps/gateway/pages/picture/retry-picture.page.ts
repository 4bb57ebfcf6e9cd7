import { Controller, Param, Post, Req, Res, UseGuards } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';

import { Problem } from '#libs/contract/errors.js';
import { Image } from '#libs/contract/image.js';

import { InnerClient } from '../../sessions/inner-client.js';
import type { Caller } from '../../sessions/sessions.js';
import { OwnPage, Owner } from '../own-page.js';
import { seeOther } from '../send-page.js';
import { comingFrom } from './coming-from.js';

/** `POST /:user/view/:id/retry`: has a rejected picture tried again; one that is not rejected (any more) is simply shown. */
@Controller(':user/view/:id')
@UseGuards(OwnPage)
export class RetryPicturePage {
  constructor(private readonly inner: InnerClient) {}

  @Post('retry')
  async post(
    @Owner() caller: Caller,
    @Param('id') id: string,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    try {
      await this.inner.json('media', 'POST', `/api/images/${id}/retry`, { request, caller, answer: Image });
    } catch (problem) {
      if (!(problem instanceof Problem) || problem.code !== 'NOT_FAILED') throw problem;
    }
    await seeOther(reply, `/${caller.user.name}/view/${id}${comingFrom(request).query}`);
  }
}
