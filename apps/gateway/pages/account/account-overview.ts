import { Injectable } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';

import { SessionList, TokenList } from '#libs/contract/account.js';
import { Problem } from '#libs/contract/errors.js';
import { Usage } from '#libs/contract/image.js';

import { InnerClient } from '../../sessions/inner-client.js';
import type { Caller } from '../../sessions/sessions.js';
import { PageSettings } from '../page-settings.js';
import { sendPage } from '../send-page.js';
import { AccountView, type Happened } from './account.view.js';

/** The account page as every action on it ends: with what is so now, and what has just happened. */
@Injectable()
export class AccountOverview {
  constructor(
    private readonly inner: InnerClient,
    private readonly settings: PageSettings,
  ) {}

  async send(caller: Caller, request: FastifyRequest, reply: FastifyReply, happened: Happened = {}, status = 200): Promise<void> {
    const call = { request, caller };
    const [{ items: sessions }, { items: tokens }, usage] = await Promise.all([
      this.inner.json('auth', 'GET', '/api/auth/sessions', { ...call, answer: SessionList }),
      this.inner.json('auth', 'GET', '/api/auth/tokens', { ...call, answer: TokenList }),
      this.usage(caller, request),
    ]);
    const address = this.settings.addressOf(request);
    await sendPage(reply, AccountView({ user: caller.user, sessions, tokens, usage, happened, address, now: new Date() }), status);
  }

  /** The same page with what was wrong, in its place. Without a session there is no such page, so that error goes on. */
  async refuse(problem: unknown, caller: Caller, request: FastifyRequest, reply: FastifyReply, happened: Happened): Promise<void> {
    if (!(problem instanceof Problem) || problem.code === 'NOT_LOGGED_IN') throw problem;
    void reply.headers(problem.headers);
    await this.send(caller, request, reply, happened, problem.status);
  }

  /** null while media is away: a password can be changed all the same. */
  private async usage(caller: Caller, request: FastifyRequest): Promise<Usage | null> {
    try {
      return await this.inner.json('media', 'GET', '/api/usage', { request, caller, answer: Usage });
    } catch (problem) {
      if (problem instanceof Problem && problem.code !== 'NOT_LOGGED_IN') return null;
      throw problem;
    }
  }
}
