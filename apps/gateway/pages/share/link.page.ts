import { Controller, Get, Param, Post, Req, Res, UseGuards } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';

import { Problem } from '#libs/contract/errors.js';
import { SharePreview, ShareWithImages } from '#libs/contract/share.js';

import { InnerClient } from '../../forward/inner-client.js';
import type { Visitor } from '../../sessions/sessions.js';
import { OwnPage, Owner } from '../http/owner.guard.js';
import { PageSettings } from '../http/page-settings.js';
import { seeOther, sendPage } from '../http/page.js';
import { LinkView } from '../shares/share.view.js';
import { endOf, readShareForm, wrongWith } from '../shares/share-form.js';

/** One link: to be copied, changed and ended. */
@Controller(':user/shares/:id')
@UseGuards(OwnPage)
export class LinkPage {
  constructor(
    private readonly inner: InnerClient,
    private readonly settings: PageSettings,
  ) {}

  @Get()
  async get(@Owner() visitor: Visitor, @Param('id') id: string, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    await this.show(visitor, id, request, reply);
  }

  @Post()
  async post(
    @Owner() visitor: Visitor,
    @Param('id') id: string,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const form = await readShareForm(request, reply);
    const wrong = wrongWith(form);
    if (wrong) return this.show(visitor, id, request, reply, wrong);
    const { sizes, name, password, days, open } = form;
    const body = {
      sizes,
      name,
      ...(open ? { password: null } : password !== '' && { password }),
      ...(days !== undefined && { expiresAt: endOf(days) }),
    };
    try {
      await this.inner.json('media', 'PATCH', `/api/shares/${id}`, { request, visitor, body, answer: ShareWithImages });
    } catch (problem) {
      if (!(problem instanceof Problem) || problem.code !== 'BAD_REQUEST') throw problem;
      return this.show(visitor, id, request, reply, problem.detail);
    }
    await seeOther(reply, `/${visitor.user.name}/shares/${id}`);
  }

  private async show(visitor: Visitor, id: string, request: FastifyRequest, reply: FastifyReply, wrong?: string): Promise<void> {
    const share = await this.inner.json('media', 'GET', `/api/shares/${id}`, { request, visitor, answer: ShareWithImages });
    const body = share.album ? { album: share.album.id } : { imageIds: share.images.map((image) => image.id) };
    const asked = { request, visitor, body, answer: SharePreview };
    // All of the pictures that were chosen may lie in the trash right now. Of an empty album the sizes can be chosen all the same.
    const preview = share.album || share.pictures > 0 ? await this.inner.json('media', 'POST', '/api/shares/preview', asked) : null;
    const address = this.settings.addressOf(request);
    await sendPage(reply, LinkView({ user: visitor.user, share, preview, address, wrong, now: new Date() }), wrong ? 422 : 200);
  }
}
