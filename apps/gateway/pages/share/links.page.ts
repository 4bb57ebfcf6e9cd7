import { Controller, Get, Post, Query, Req, Res, UseGuards } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';

import { Problem } from '#libs/contract/errors.js';
import { ShareList, SharePreview, ShareWithImages } from '#libs/contract/share.js';

import { InnerClient } from '../../sessions/inner-client.js';
import type { Caller } from '../../sessions/sessions.js';
import { orNotFound, OwnPage, Owner } from '../own-page.js';
import { PageSettings } from '../page-settings.js';
import { seeOther, sendPage } from '../send-page.js';
import { BeforeShareView } from './before-share.view.js';
import { LinksView } from './links.view.js';
import { endOf, readShareForm, wrongWith, type ShareForm } from './share-form.js';

/** Links on one page. */
const LIMIT = 50;

/** All links of a person, and the form that makes one. */
@Controller(':user/shares')
@UseGuards(OwnPage)
export class LinksPage {
  constructor(
    private readonly inner: InnerClient,
    private readonly settings: PageSettings,
  ) {}

  @Get()
  async get(
    @Owner() caller: Caller,
    @Query('before') before: unknown,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const query = new URLSearchParams({ limit: String(LIMIT) });
    if (typeof before === 'string') query.set('before', before);
    const address = this.settings.addressOf(request);
    try {
      const { items, next } = await this.inner.json('media', 'GET', `/api/shares?${query}`, { request, caller, answer: ShareList });
      await sendPage(reply, LinksView({ user: caller.user, items, next, address, now: new Date() }));
    } catch (problem) {
      throw orNotFound(problem);
    }
  }

  @Post()
  async post(@Owner() caller: Caller, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const form = await readShareForm(request, reply);
    const wrong = wrongWith(form);
    if (wrong) return this.again(caller, form, wrong, request, reply);
    const { chosen, sizes, name, password, days = '' } = form;
    const body = { ...chosen, sizes, name, password: password || null, expiresAt: endOf(days) };
    try {
      const { id } = await this.inner.json('media', 'POST', '/api/shares', { request, caller, body, answer: ShareWithImages });
      await seeOther(reply, `/${caller.user.name}/shares/${id}`);
    } catch (problem) {
      if (!(problem instanceof Problem) || problem.code !== 'BAD_REQUEST') throw problem;
      await this.again(caller, form, problem.detail, request, reply);
    }
  }

  /** The question as it was answered, and what is wrong with it. */
  private async again(caller: Caller, form: ShareForm, wrong: string, request: FastifyRequest, reply: FastifyReply): Promise<void> {
    const asked = { request, caller, body: form.chosen, answer: SharePreview };
    const preview = await this.inner.json('media', 'POST', '/api/shares/preview', asked);
    await sendPage(reply, BeforeShareView({ user: caller.user, preview, form, wrong }), 422);
  }
}
