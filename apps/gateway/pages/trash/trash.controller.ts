import { Controller, Get, Param, Post, Query, Req, Res, UseGuards, UseInterceptors } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';

import { Image, ImageList } from '#libs/api/image.js';

import { ForwardService } from '../../forward/forward.service.js';
import { InnerClient } from '../../sessions/inner-client.js';
import { Call, orNotFound, OwnerGuard, type OwnerCall } from '../http/owner.guard.js';
import { Page, PageInterceptor, SeeOther } from '../http/page.js';
import { PageSettings } from '../http/page-settings.js';
import { TrashView } from './trash.view.js';

/** Pictures on one page. */
const LIMIT = 100;

/** Deleted pictures, which can be restored until they are deleted permanently. */
@Controller(':user/trash')
@UseGuards(OwnerGuard)
@UseInterceptors(PageInterceptor)
export class TrashController {
  constructor(
    private readonly inner: InnerClient,
    private readonly forwarder: ForwardService,
    private readonly settings: PageSettings,
  ) {}

  @Get()
  async list(@Call() call: OwnerCall, @Query('before') before: unknown): Promise<Page> {
    const query = new URLSearchParams({ deleted: 'true', limit: String(LIMIT) });
    if (typeof before === 'string') query.set('before', before);
    const { items, next } = await orNotFound(this.inner.json('media', 'GET', `/api/images?${query}`, { ...call, answer: ImageList }));
    return new Page(TrashView({ user: call.caller.user, items, next, trashDays: this.settings.trashDays }));
  }

  /** Streams the thumbnail: `/get/…` doesn't serve images that are in the trash. */
  @Get(':id/s')
  thumbnail(
    @Call() { caller }: OwnerCall,
    @Param('id') id: string,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    return this.forwarder.forward('media', request, reply, { path: `/trash/${id}/s`, caller });
  }

  @Post(':id/restore')
  async restore(@Call() call: OwnerCall, @Param('id') id: string): Promise<SeeOther> {
    await this.inner.json('media', 'POST', `/api/images/${id}/restore`, { ...call, answer: Image });
    return toTrash(call);
  }

  @Post(':id/purge')
  async purge(@Call() call: OwnerCall, @Param('id') id: string): Promise<SeeOther> {
    await this.inner.json('media', 'DELETE', `/api/images/${id}?forever=true`, call);
    return toTrash(call);
  }

  @Post('empty')
  async empty(@Call() call: OwnerCall): Promise<SeeOther> {
    await this.inner.json('media', 'DELETE', '/api/trash', call);
    return toTrash(call);
  }
}

function toTrash({ caller }: OwnerCall): SeeOther {
  return new SeeOther(`/${caller.user.name}/trash`);
}
