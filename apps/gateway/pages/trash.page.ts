import { Controller, Get, Param, Post, Query, Req, Res, UseGuards } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';

import { Image, ImageList } from '#libs/contract/image.js';

import { ForwardService } from '../forward/forward.service.js';
import { InnerClient } from '../sessions/inner-client.js';
import type { Caller } from '../sessions/sessions.js';
import { orNotFound, OwnPage, Owner } from './own-page.js';
import { PageSettings } from './page-settings.js';
import { seeOther, sendPage } from './send-page.js';
import { TrashView } from './trash.view.js';

/** Pictures on one page. */
const LIMIT = 100;

/** What was deleted and can still be restored. */
@Controller(':user/trash')
@UseGuards(OwnPage)
export class TrashPage {
  constructor(
    private readonly inner: InnerClient,
    private readonly forwarding: ForwardService,
    private readonly settings: PageSettings,
  ) {}

  @Get()
  async get(
    @Owner() caller: Caller,
    @Query('before') before: unknown,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const query = new URLSearchParams({ deleted: 'true', limit: String(LIMIT) });
    if (typeof before === 'string') query.set('before', before);
    try {
      const { items, next } = await this.inner.json('media', 'GET', `/api/images?${query}`, { request, caller, answer: ImageList });
      await sendPage(reply, TrashView({ user: caller.user, items, next, trashDays: this.settings.trashDays }));
    } catch (problem) {
      throw orNotFound(problem);
    }
  }

  /** The thumbnail: `/get/…` shows nothing of what is in the trash. */
  @Get(':id/s')
  thumbnail(@Owner() caller: Caller, @Param('id') id: string, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    return this.forwarding.forward('media', request, reply, { path: `/trash/${id}/s`, caller });
  }

  @Post(':id/restore')
  async restore(
    @Owner() caller: Caller,
    @Param('id') id: string,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    await this.inner.json('media', 'POST', `/api/images/${id}/restore`, { request, caller, answer: Image });
    await seeOther(reply, `/${caller.user.name}/trash`);
  }

  @Post(':id/purge')
  async purge(
    @Owner() caller: Caller,
    @Param('id') id: string,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    await this.inner.json('media', 'DELETE', `/api/images/${id}?forever=true`, { request, caller });
    await seeOther(reply, `/${caller.user.name}/trash`);
  }

  @Post('empty')
  async empty(@Owner() caller: Caller, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    await this.inner.json('media', 'DELETE', '/api/trash', { request, caller });
    await seeOther(reply, `/${caller.user.name}/trash`);
  }
}
