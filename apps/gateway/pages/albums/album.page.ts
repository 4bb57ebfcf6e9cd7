import { Controller, Get, Param, Post, Query, Req, Res, UseGuards } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';

import { Album } from '#libs/contract/album.js';
import { ImageList } from '#libs/contract/image.js';
import { ShareList } from '#libs/contract/share.js';

import { InnerClient } from '../../sessions/inner-client.js';
import type { Caller } from '../../sessions/sessions.js';
import { hasEnded } from '../has-ended.js';
import { orNotFound, OwnPage, Owner } from '../own-page.js';
import { undoable } from '../selection/undo.js';
import { seeOther, sendPage } from '../send-page.js';
import { AlbumView } from './album.view.js';

/** Pictures on one page. */
const LIMIT = 60;

/** One album, page by page, and its end. */
@Controller(':user/albums/:id')
@UseGuards(OwnPage)
export class AlbumPage {
  constructor(private readonly inner: InnerClient) {}

  @Get()
  async get(
    @Owner() caller: Caller,
    @Param('id') id: string,
    @Query('before') before: unknown,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const query = new URLSearchParams({ album: id, limit: String(LIMIT) });
    if (before !== undefined) query.set('before', String(before));
    try {
      const [album, { items, next }, links] = await Promise.all([
        this.inner.json('media', 'GET', `/api/albums/${id}`, { request, caller, answer: Album }),
        this.inner.json('media', 'GET', `/api/images?${query}`, { request, caller, answer: ImageList }),
        this.inner.json('media', 'GET', `/api/shares?album=${encodeURIComponent(id)}`, { request, caller, answer: ShareList }),
      ]);
      const now = new Date();
      const open = links.items.filter((link) => !hasEnded(link, now));
      await sendPage(
        reply,
        AlbumView({ user: caller.user, album, items, first: before === undefined, next, links: open, undo: undoable(request) }),
      );
    } catch (problem) {
      throw orNotFound(problem);
    }
  }

  @Post('delete')
  async delete(
    @Owner() caller: Caller,
    @Param('id') id: string,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    await this.inner.json('media', 'DELETE', `/api/albums/${id}`, { request, caller });
    await seeOther(reply, `/${caller.user.name}/albums/`);
  }
}
