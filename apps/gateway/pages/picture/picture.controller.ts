import { Controller, Get, Param, Req, Res, UseGuards } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';

import { Image, SizeParam } from '#libs/contract/image.js';
import { DEFAULT_SIZE } from '#libs/domain/variants.js';

import { InnerClient } from '../../forward/inner-client.js';
import type { Visitor } from '../../sessions/sessions.js';
import { notFound, OwnPage, Owner } from '../http/owner.guard.js';
import { sendPage } from '../http/page.js';
import { lookBeside } from './look-beside.js';
import { PictureView } from './picture.view.js';

/** One picture at a size, and the ways to what lies beside it. */
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
    const size = SizeParam.safeParse(given || DEFAULT_SIZE);
    if (!size.success) throw notFound();
    const [image, beside] = await Promise.all([
      this.inner.json('media', 'GET', `/api/images/${id}`, { request, visitor, answer: Image }),
      lookBeside(this.inner, id, { request, visitor }),
    ]);
    await sendPage(reply, PictureView({ user: visitor.user, image, size: size.data, ...beside }));
  }
}
