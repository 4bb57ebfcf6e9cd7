import { Controller, Get, Param, Req, Res, UseGuards } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';

import { Image, SizeParam } from '#libs/contract/image.js';

import { InnerClient } from '../../sessions/inner-client.js';
import type { Caller } from '../../sessions/sessions.js';
import { notFound, OwnPage, Owner } from '../own-page.js';
import { sendPage } from '../send-page.js';
import { lookBeside } from './look-beside.js';
import { PictureView } from './picture.view.js';

/** One picture at a size, and the ways to what lies beside it. */
@Controller(':user/view/:id')
@UseGuards(OwnPage)
export class PicturePage {
  constructor(private readonly inner: InnerClient) {}

  @Get(['', ':size'])
  async get(
    @Owner() caller: Caller,
    @Param('id') id: string,
    @Param('size') given: string | undefined,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const size = SizeParam.safeParse(given || 'm');
    if (!size.success) throw notFound();
    const [image, beside] = await Promise.all([
      this.inner.json('media', 'GET', `/api/images/${id}`, { request, caller, answer: Image }),
      lookBeside(this.inner, id, { request, caller }),
    ]);
    await sendPage(reply, PictureView({ user: caller.user, image, size: size.data, ...beside }));
  }
}
