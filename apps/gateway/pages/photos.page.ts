import { Controller, Get, Param, Query, Req, Res, UseGuards } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';

import { ImageList, Months } from '#libs/contract/image.js';

import { InnerClient, type InnerCall } from '../sessions/inner-client.js';
import type { Caller } from '../sessions/sessions.js';
import { monthEnd, monthStart } from './month.js';
import { orNotFound, OwnPage, Owner } from './own-page.js';
import { PageSettings } from './page-settings.js';
import { PhotosView, Tiles } from './photos.view.js';
import { undoable } from './selection/undo.js';
import { sendPage } from './send-page.js';

/** Pictures on one page, and in one piece of a month. */
const LIMIT = 60;
const PIECE = 120;

/** All pictures by the day they were taken, newest first, page by page. */
@Controller(':user/photos')
@UseGuards(OwnPage)
export class PhotosPage {
  constructor(
    private readonly inner: InnerClient,
    private readonly settings: PageSettings,
  ) {}

  /** From a month on with `?month=2019-06`; behind a cursor with `?before=`. */
  @Get()
  async get(
    @Owner() caller: Caller,
    @Query('before') before: unknown,
    @Query('month') month: unknown,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const [{ items, next }, { months }] = await Promise.all([
      this.list({ before, to: monthEnd(month) }, { request, caller }),
      this.inner.json('media', 'GET', '/api/images/months', { request, caller, answer: Months }),
    ]);
    const first = before === undefined && month === undefined;
    const { maxUploadBytes } = this.settings;
    const page = PhotosView({ user: caller.user, items, first, next, months, maxUploadBytes, undo: undoable(request) });
    await sendPage(reply, page);
  }

  /** The pictures of one month alone, in pieces, for the client: it puts them where they belong. */
  @Get(':month')
  async month(
    @Owner() caller: Caller,
    @Param('month') month: string,
    @Query('before') before: unknown,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const { items, next } = await this.list({ before, from: monthStart(month), to: monthEnd(month), limit: PIECE }, { request, caller });
    await sendPage(reply, Tiles({ user: caller.user, items, next }));
  }

  private async list(
    { before, from, to, limit = LIMIT }: { before: unknown; from?: string; to: string | undefined; limit?: number },
    call: Omit<InnerCall<typeof ImageList>, 'answer'>,
  ): Promise<ImageList> {
    const query = new URLSearchParams({ order: 'taken', limit: String(limit) });
    if (from !== undefined) query.set('from', from);
    if (to !== undefined) query.set('to', to);
    if (before !== undefined) query.set('before', String(before));
    try {
      return await this.inner.json('media', 'GET', `/api/images?${query}`, { ...call, answer: ImageList });
    } catch (problem) {
      throw orNotFound(problem);
    }
  }
}
