import { Controller, Get, Param, Post, Req, Res, UseGuards } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';

import { Problem } from '#libs/contract/errors.js';
import { Image, SizeParam } from '#libs/contract/image.js';

import { InnerClient } from '../forward/inner-client.js';
import type { Visitor } from '../sessions/sessions.js';
import { notFound, OwnPage, Owner } from './own-page.js';
import { PictureView } from './picture.view.js';
import { readForm } from './read-form.js';
import { seeOther, sendPage } from './send-page.js';

/** One picture at a size, and what is done to it there: a new name, another try. */
@Controller(':user/view/:id')
@UseGuards(OwnPage)
export class PicturePage {
  constructor(private readonly inner: InnerClient) {}

  @Get(['', ':size'])
  async get(
    @Owner() visitor: Visitor,
    @Param('id') id: string,
    @Param('size') given: string | undefined,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const size = SizeParam.safeParse(given || 'm');
    if (!size.success) throw notFound();
    const image = await this.inner.json('media', 'GET', `/api/images/${id}`, { request, visitor, answer: Image });
    await sendPage(reply, PictureView({ user: visitor.user, image, size: size.data }));
  }

  @Post('name')
  async rename(
    @Owner() visitor: Visitor,
    @Param('id') id: string,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const path = `/api/images/${id}`;
    const { name } = await readForm(request, reply, z.strictObject({ name: z.string() }));
    try {
      await this.inner.json('media', 'PATCH', path, { request, visitor, body: { name }, answer: Image });
    } catch (problem) {
      if (!(problem instanceof Problem) || problem.code !== 'BAD_REQUEST') throw problem;
      const image = await this.inner.json('media', 'GET', path, { request, visitor, answer: Image });
      return sendPage(reply, PictureView({ user: visitor.user, image, size: 'm', rename: { name, problem } }), problem.status);
    }
    await seeOther(reply, `/${visitor.user.name}/view/${id}`);
  }

  /** Has a rejected picture tried again; one that is not rejected (any more) is simply shown. */
  @Post('retry')
  async retry(
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
    await seeOther(reply, `/${visitor.user.name}/view/${id}`);
  }
}
