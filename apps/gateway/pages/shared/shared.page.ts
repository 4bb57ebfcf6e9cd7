import { Controller, Get, Param, Post, Query, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';

import { Problem } from '#libs/contract/errors.js';
import { OpenedShare, SHARE_TOKEN, Unlocked, UnlockRequest } from '#libs/contract/share.js';

import { InnerClient } from '../../sessions/inner-client.js';
import { PageSettings } from '../page-settings.js';
import { readForm } from '../read-form.js';
import { seeOther } from '../send-page.js';
import { GoneView } from './gone.view.js';
import { LockedView } from './locked.view.js';
import { givePass, passHeaders } from './share-pass.js';
import { sendSharedPage } from './shared-page.js';
import { SharedView } from './shared.view.js';

/** `/p/:token`: the pictures of a link for whoever has it, or the question for its password. Media decides at every request. */
@Controller('p/:token')
export class SharedPage {
  constructor(
    private readonly inner: InnerClient,
    private readonly settings: PageSettings,
  ) {}

  @Get()
  async get(
    @Param('token') token: string,
    @Query('page') asked: unknown,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    await orElse(token, reply, async () => {
      const page = pageOf(asked);
      if (page === null) return sendSharedPage(reply, GoneView(), 404);
      // Who only asks for the head of the page, or goes on to the next, opens nothing.
      const opens = request.method === 'GET' && page === 1;
      const [method, path] = opens ? (['POST', `/shared/${token}/open`] as const) : (['GET', `/shared/${token}?page=${page}`] as const);
      const share = await this.inner.json('media', method, path, { request, headers: passHeaders(request), answer: OpenedShare });
      await sendSharedPage(reply, SharedView({ token, share, address: this.settings.addressOf(request) }));
    });
  }

  /** The form that asks for the password. */
  @Post()
  async unlock(@Param('token') token: string, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    await orElse(token, reply, async () => {
      const body = await readForm(request, reply, UnlockRequest);
      const pass = await this.inner.json('media', 'POST', `/shared/${token}/unlock`, { request, body, answer: Unlocked });
      givePass(reply, token, pass, this.settings.cameByHttps(request));
      await seeOther(reply, `/p/${token}`);
    });
  }
}

/** The page that is asked for, 1 unless said; null for what is none. Chats add words of their own to an address, which say nothing. */
function pageOf(asked: unknown): number | null {
  if (asked === undefined) return 1;
  return typeof asked === 'string' && /^[1-9]\d{0,5}$/.test(asked) ? Number(asked) : null;
}

/** Does the work, or says in plain words why there is nothing, or asks for the password. */
export async function orElse(token: string, reply: FastifyReply, work: () => Promise<void>): Promise<void> {
  try {
    if (!SHARE_TOKEN.test(token)) return await sendSharedPage(reply, GoneView(), 404);
    await work();
  } catch (problem) {
    if (!(problem instanceof Problem)) throw problem;
    const { code, status, headers } = problem;
    if (code === 'NOT_FOUND') return sendSharedPage(reply, GoneView(), 404);
    if (code === 'PASSWORD_NEEDED') return sendSharedPage(reply, LockedView({ token }), status);
    if (code !== 'WRONG_PASSWORD' && code !== 'RATE_LIMITED') throw problem;
    void reply.headers(headers);
    await sendSharedPage(reply, LockedView({ token, problem }), status);
  }
}
