import { Controller, Delete, Get, HttpCode, Param, Patch, Post, Query, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';

import {
  NewShare,
  PreviewRequest,
  ShareListQuery,
  SharePatch,
  type ShareList,
  type SharePreview,
  type ShareWithImages,
} from '#libs/api/share.js';
import { Caller, Needs, type Identity } from '#libs/http/identity.js';
import { JsonBody } from '#libs/http/json-body.js';

import { SharesService } from './shares.service.js';

/** Shares for their owner. */
@Controller('api/shares')
export class SharesController {
  constructor(private readonly shares: SharesService) {}

  @Needs('read')
  @Get()
  list(@Caller() caller: Identity, @Query({ schema: ShareListQuery }) query: ShareListQuery): Promise<ShareList> {
    return this.shares.list(caller, query);
  }

  @Needs('share')
  @Post()
  async create(
    @Caller() caller: Identity,
    @JsonBody(NewShare) body: NewShare,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<ShareWithImages> {
    const share = await this.shares.create(caller, body);
    void reply.header('location', `/api/shares/${share.id}`);
    return share;
  }

  @Needs('read')
  @Post('preview')
  @HttpCode(200)
  preview(@Caller() caller: Identity, @JsonBody(PreviewRequest) body: PreviewRequest): Promise<SharePreview> {
    return this.shares.preview(caller, body);
  }

  @Needs('read')
  @Get(':id')
  get(@Caller() caller: Identity, @Param('id') id: string): Promise<ShareWithImages> {
    return this.shares.get(caller, id);
  }

  @Needs('share')
  @Patch(':id')
  patch(@Caller() caller: Identity, @Param('id') id: string, @JsonBody(SharePatch) body: SharePatch): Promise<ShareWithImages> {
    return this.shares.patch(caller, id, body);
  }

  @Needs('share')
  @Delete(':id')
  @HttpCode(204)
  async end(@Caller() caller: Identity, @Param('id') id: string): Promise<void> {
    await this.shares.end(caller, id);
  }
}
