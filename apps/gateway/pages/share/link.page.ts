import { Controller, Get, Param, Post, Req, Res, UseGuards } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';

import { Problem } from '#libs/contract/errors.js';
import { SharePreview, ShareWithImages } from '#libs/contract/share.js';

import { InnerClient } from '../../sessions/inner-client.js';
import type { Caller } from '../../sessions/sessions.js';
import { OwnPage, Owner } from '../own-page.js';
import { PageSettings } from '../page-settings.js';
import { seeOther, sendPage } from '../send-page.js';
import { LinkView } from './link.view.js';
import { endOf, readShareForm, wrongWith } from './share-form.js';

/** One link: to be copied, changed and ended. */
@Controller(':user/shares/:id')
@UseGuards(OwnPage)
export class LinkPage {
  constructor(
    private readonly inner: InnerClient,
    private readonly settings: PageSettings,
  ) {}

  @Get()
  async get(@Owner() caller: Caller, @Param('id') id: string, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    await this.show(caller, id, request, reply);
  }

  @Post()
  async post(
    @Owner() caller: Caller,
    @Param('id') id: string,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const form = await readShareForm(request, reply);
    const wrong = wrongWith(form);
    if (wrong) return this.show(caller, id, request, reply, wrong);
    const { sizes, name, password, days, open } = form;
    const body = {
      sizes,
      name,
      ...(open ? { password: null } : password !== '' && { password }),
      ...(days !== undefined && { expiresAt: endOf(days) }),
    };
    try {
      await this.inner.json('media', 'PATCH', `/api/shares/${id}`, { request, caller, body, answer: ShareWithImages });
    } catch (problem) {
      if (!(problem instanceof Problem) || problem.code !== 'BAD_REQUEST') throw problem;
      return this.show(caller, id, request, reply, problem.detail);
    }
    await seeOther(reply, `/${caller.user.name}/shares/${id}`);
  }

  private async show(caller: Caller, id: string, request: FastifyRequest, reply: FastifyReply, wrong?: string): Promise<void> {
    const share = await this.inner.json('media', 'GET', `/api/shares/${id}`, { request, caller, answer: ShareWithImages });
    const body = share.album ? { album: share.album.id } : { imageIds: share.images.map((image) => image.id) };
    const asked = { request, caller, body, answer: SharePreview };
    // All of the pictures that were chosen may lie in the trash right now. Of an empty album the sizes can be chosen all the same.
    const preview = share.album || share.pictures > 0 ? await this.inner.json('media', 'POST', '/api/shares/preview', asked) : null;
    const address = this.settings.addressOf(request);
    await sendPage(reply, LinkView({ user: caller.user, share, preview, address, wrong, now: new Date() }), wrong ? 422 : 200);
  }
}
