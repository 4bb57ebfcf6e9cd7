import { Controller, Get, Param, Post, Req, Res, UseGuards } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';

import { Image } from '#libs/contract/image.js';

import { InnerClient } from '../../forward/inner-client.js';
import type { Visitor } from '../../sessions/sessions.js';
import { DeleteView } from './delete.view.js';
import { OwnPage, Owner } from '../http/owner.guard.js';
import { comingFrom } from './list-context.js';
import { PageSettings } from '../http/page-settings.js';
import { offerUndo } from '../selection/undo.js';
import { seeOther, sendPage } from '../http/page.js';

/** Asks whether a picture goes to the trash, and moves it there. */
@Controller(':user/delete/:id')
@UseGuards(OwnPage)
export class DeletePage {
  constructor(
    private readonly inner: InnerClient,
    private readonly settings: PageSettings,
  ) {}

  /** Only asks: a link changes nothing. */
  @Get()
  async get(@Owner() visitor: Visitor, @Param('id') id: string, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const image = await this.inner.json('media', 'GET', `/api/images/${id}`, { request, visitor, answer: Image });
    await sendPage(reply, DeleteView({ user: visitor.user, image, query: comingFrom(request).query, trashDays: this.settings.trashDays }));
  }

  @Post()
  async post(
    @Owner() visitor: Visitor,
    @Param('id') id: string,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    await this.inner.json('media', 'DELETE', `/api/images/${id}`, { request, visitor });
    offerUndo(reply, visitor.user, [id]);
    const { query, list } = comingFrom(request);
    await seeOther(reply, `/${visitor.user.name}/${query ? list : 'list/5'}`);
  }
}
