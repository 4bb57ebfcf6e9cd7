import { Controller, Param, Post, Query, Req, Res, UseGuards } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';

import { Problem } from '#libs/contract/errors.js';
import { BULK_ACTIONS, BulkRequest, BulkResults } from '#libs/contract/image.js';

import { InnerClient } from '../../sessions/inner-client.js';
import type { Caller } from '../../sessions/sessions.js';
import { readPicturesForm } from '../albums/read-ids.js';
import { notFound, OwnPage, Owner } from '../own-page.js';
import { seeOther } from '../send-page.js';
import { offerUndo } from './undo.js';
import { wayBack } from './way-back.js';

/** `POST /:user/selection/delete`, `restore` or `purge`: the plain form of what is selected on a page. */
@Controller(':user/selection/:action')
@UseGuards(OwnPage)
export class SelectionPage {
  constructor(private readonly inner: InnerClient) {}

  @Post()
  async post(
    @Owner() caller: Caller,
    @Param('action') action: string,
    @Query('back') back: unknown,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    if (!(BULK_ACTIONS as readonly string[]).includes(action)) throw notFound();
    const { user } = caller;
    const wanted = BulkRequest.safeParse({ action, ids: (await readPicturesForm(request, reply)).ids });
    if (!wanted.success) throw new Problem('BAD_REQUEST', 'Select 1 to 1,000 pictures.');
    const { results } = await this.inner.json('media', 'POST', '/api/images/bulk', {
      request,
      caller,
      body: wanted.data,
      answer: BulkResults,
    });
    // What is not there any more needs no word: it was deleted meanwhile.
    const done = results.filter(({ status }) => status < 400).map(({ id }) => id);
    offerUndo(reply, user, action === 'delete' ? done : []);
    await seeOther(reply, wayBack(user, back, 'list/20/'));
  }
}
