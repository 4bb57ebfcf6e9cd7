import { Controller, Get, Param, Post, Req, Res, UseGuards } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';

import { Image } from '#libs/contract/image.js';

import { InnerClient } from '../sessions/inner-client.js';
import type { Caller } from '../sessions/sessions.js';
import { DeleteView } from './delete.view.js';
import { OwnPage, Owner } from './own-page.js';
import { comingFrom } from './picture/coming-from.js';
import { PageSettings } from './page-settings.js';
import { offerUndo } from './selection/undo.js';
import { seeOther, sendPage } from './send-page.js';

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
  async get(@Owner() caller: Caller, @Param('id') id: string, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const image = await this.inner.json('media', 'GET', `/api/images/${id}`, { request, caller, answer: Image });
    await sendPage(reply, DeleteView({ user: caller.user, image, query: comingFrom(request).query, trashDays: this.settings.trashDays }));
  }

  @Post()
  async post(
    @Owner() caller: Caller,
    @Param('id') id: string,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    await this.inner.json('media', 'DELETE', `/api/images/${id}`, { request, caller });
    offerUndo(reply, caller.user, [id]);
    const { query, list } = comingFrom(request);
    await seeOther(reply, `/${caller.user.name}/${query ? list : 'list/5'}`);
  }
}
