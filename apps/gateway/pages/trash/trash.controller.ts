import { Controller, Get, Param, Post, Query, Req, Res, UseGuards } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';

import { Image, ImageList } from '#libs/contract/image.js';

import { Forwarder } from '../../forward/forwarder.js';
import { InnerClient } from '../../forward/inner-client.js';
import type { Visitor } from '../../sessions/sessions.js';
import { orNotFound, OwnPage, Owner } from '../http/owner.guard.js';
import { PageSettings } from '../http/page-settings.js';
import { seeOther, sendPage } from '../http/page.js';
import { TrashView } from './trash.view.js';

/** Pictures on one page. */
const LIMIT = 100;

/** What was deleted and can still be restored. */
@Controller(':user/trash')
@UseGuards(OwnPage)
export class TrashPage {
  constructor(
    private readonly inner: InnerClient,
    private readonly forwarder: Forwarder,
    private readonly settings: PageSettings,
  ) {}

  @Get()
  async get(
    @Owner() visitor: Visitor,
    @Query('before') before: unknown,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const query = new URLSearchParams({ deleted: 'true', limit: String(LIMIT) });
    if (typeof before === 'string') query.set('before', before);
    try {
      const { items, next } = await this.inner.json('media', 'GET', `/api/images?${query}`, { request, visitor, answer: ImageList });
      await sendPage(reply, TrashView({ user: visitor.user, items, next, trashDays: this.settings.trashDays }));
    } catch (problem) {
      throw orNotFound(problem);
    }
  }

  /** The thumbnail: `/get/…` shows nothing of what is in the trash. */
  @Get(':id/s')
  thumbnail(@Owner() visitor: Visitor, @Param('id') id: string, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    return this.forwarder.forward('media', request, reply, { path: `/trash/${id}/s`, visitor });
  }

  @Post(':id/restore')
  async restore(
    @Owner() visitor: Visitor,
    @Param('id') id: string,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    await this.inner.json('media', 'POST', `/api/images/${id}/restore`, { request, visitor, answer: Image });
    await seeOther(reply, `/${visitor.user.name}/trash`);
  }

  @Post(':id/purge')
  async purge(
    @Owner() visitor: Visitor,
    @Param('id') id: string,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    await this.inner.json('media', 'DELETE', `/api/images/${id}?forever=true`, { request, visitor });
    await seeOther(reply, `/${visitor.user.name}/trash`);
  }

  @Post('empty')
  async empty(@Owner() visitor: Visitor, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    await this.inner.json('media', 'DELETE', '/api/trash', { request, visitor });
    await seeOther(reply, `/${visitor.user.name}/trash`);
  }
}
