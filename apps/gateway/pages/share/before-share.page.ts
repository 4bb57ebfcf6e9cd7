import { Controller, Get, Post, Req, Res, UseGuards } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';

import { Problem } from '#libs/contract/errors.js';
import { MAX_SHARED, SHARED_BY_DEFAULT, SharePreview } from '#libs/contract/share.js';

import { InnerClient } from '../../sessions/inner-client.js';
import type { Caller } from '../../sessions/sessions.js';
import { notFound, OwnPage, Owner } from '../own-page.js';
import { readFields } from '../read-form.js';
import { sendPage } from '../send-page.js';
import { BeforeShareView } from './before-share.view.js';
import { chosenIn, type Chosen } from './share-form.js';

/**
 * What a link would give away, asked before there is one: `?ids=…` from the page of a picture, `?album=…` from that of an album, a form
 * from a selection.
 */
@Controller(':user/share')
@UseGuards(OwnPage)
export class BeforeSharePage {
  constructor(private readonly inner: InnerClient) {}

  @Get()
  async get(@Owner() caller: Caller, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    await this.show(caller, chosenIn(new URLSearchParams(request.url.split('?')[1])), request, reply);
  }

  /** Only asks, too: several hundred ids are too long for an address. */
  @Post()
  async post(@Owner() caller: Caller, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    await this.show(caller, chosenIn(await readFields(request, reply)), request, reply);
  }

  private async show(caller: Caller, chosen: Chosen, request: FastifyRequest, reply: FastifyReply): Promise<void> {
    const count = 'imageIds' in chosen ? chosen.imageIds.length : 1;
    if (count === 0) throw notFound();
    if (count > MAX_SHARED) {
      throw new Problem('BAD_REQUEST', `A link shows ${MAX_SHARED} chosen pictures at most. Choose fewer, or share an album.`);
    }
    const asked = { request, caller, body: chosen, answer: SharePreview };
    const preview = await this.inner.json('media', 'POST', '/api/shares/preview', asked);
    const form = { chosen, sizes: [...SHARED_BY_DEFAULT], name: '', password: '', days: '' as const };
    await sendPage(reply, BeforeShareView({ user: caller.user, preview, form }));
  }
}
