import { Controller, Get, Param, Req, Res, UseGuards } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';

import { ImageList } from '#libs/contract/image.js';

import { InnerClient } from '../sessions/inner-client.js';
import type { Caller } from '../sessions/sessions.js';
import { ListView } from './list.view.js';
import { notFound, OwnPage, Owner } from './own-page.js';
import { PageSettings } from './page-settings.js';
import { undoable } from './selection/undo.js';
import { seeOther, sendPage } from './send-page.js';

const MOST = 500;

/** The last n uploaded, newest first. */
@Controller(':user/list')
@UseGuards(OwnPage)
export class ListPage {
  constructor(
    private readonly inner: InnerClient,
    private readonly settings: PageSettings,
  ) {}

  @Get(':n')
  async get(
    @Owner() caller: Caller,
    @Param('n') text: string,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    if (!/^[1-9]\d*$/.test(text)) throw notFound();
    const n = Number(text);
    if (n > MOST) return seeOther(reply, `/${caller.user.name}/list/${MOST}`);
    const { items, next } = await this.inner.json('media', 'GET', `/api/images?limit=${n}`, { request, caller, answer: ImageList });
    const { maxUploadBytes } = this.settings;
    await sendPage(reply, ListView({ user: caller.user, items, n, more: next !== null, maxUploadBytes, undo: undoable(request) }));
  }
}
