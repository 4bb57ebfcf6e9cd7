import { Controller, Get, Query, Req, Res, UseGuards } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';

import { ImageList } from '#libs/contract/image.js';

import { InnerClient } from '../../sessions/inner-client.js';
import type { Caller } from '../../sessions/sessions.js';
import { orNotFound, OwnPage, Owner } from '../own-page.js';
import { undoable } from '../selection/undo.js';
import { sendPage } from '../send-page.js';
import { SearchView } from './search.view.js';

/** Pictures on one page. */
const LIMIT = 60;

/** `GET /:user/search/?q=`: what was looked for and found, newest taken first, page by page. */
@Controller(':user/search')
@UseGuards(OwnPage)
export class SearchPage {
  constructor(private readonly inner: InnerClient) {}

  @Get()
  async get(
    @Owner() caller: Caller,
    @Query('q') typed: unknown,
    @Query('before') before: unknown,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const { user } = caller;
    const q = typeof typed === 'string' ? typed.trim() : '';
    const first = before === undefined;
    const asked = { user, q, first, undo: undoable(request) };
    if (q === '') return sendPage(reply, SearchView({ ...asked, understood: '', items: [], next: null }));
    const query = new URLSearchParams({ order: 'taken', limit: String(LIMIT), q });
    if (!first) query.set('before', String(before));
    try {
      const list = await this.inner.json('media', 'GET', `/api/images?${query}`, { request, caller, answer: ImageList });
      await sendPage(reply, SearchView({ ...asked, understood: list.understood ?? '', items: list.items, next: list.next }));
    } catch (problem) {
      // A search longer than any field takes, too.
      throw orNotFound(problem);
    }
  }
}
