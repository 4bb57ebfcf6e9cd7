import { Injectable } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';

import { SessionList, TokenList } from '#libs/contract/account.js';
import { Problem } from '#libs/contract/errors.js';
import { Usage } from '#libs/contract/image.js';

import { InnerClient } from '../../forward/inner-client.js';
import type { Visitor } from '../../sessions/sessions.js';
import { PageSettings } from '../http/page-settings.js';
import { sendPage } from '../http/page.js';
import { AccountView, type Happened } from './account.view.js';

/** The account page as every action on it ends: with what is so now, and what has just happened. */
@Injectable()
export class AccountOverview {
  constructor(
    private readonly inner: InnerClient,
    private readonly settings: PageSettings,
  ) {}

  async send(visitor: Visitor, request: FastifyRequest, reply: FastifyReply, happened: Happened = {}, status = 200): Promise<void> {
    const call = { request, visitor };
    const [{ items: sessions }, { items: tokens }, usage] = await Promise.all([
      this.inner.json('auth', 'GET', '/api/auth/sessions', { ...call, answer: SessionList }),
      this.inner.json('auth', 'GET', '/api/auth/tokens', { ...call, answer: TokenList }),
      this.usage(visitor, request),
    ]);
    const address = this.settings.addressOf(request);
    await sendPage(reply, AccountView({ user: visitor.user, sessions, tokens, usage, happened, address, now: new Date() }), status);
  }

  /** The same page with what was wrong, in its place. Without a session there is no such page, so that error goes on. */
  async refuse(problem: unknown, visitor: Visitor, request: FastifyRequest, reply: FastifyReply, happened: Happened): Promise<void> {
    if (!(problem instanceof Problem) || problem.code === 'NOT_LOGGED_IN') throw problem;
    void reply.headers(problem.headers);
    await this.send(visitor, request, reply, happened, problem.status);
  }

  /** null while media is away: a password can be changed all the same. */
  private async usage(visitor: Visitor, request: FastifyRequest): Promise<Usage | null> {
    try {
      return await this.inner.json('media', 'GET', '/api/usage', { request, visitor, answer: Usage });
    } catch (problem) {
      if (problem instanceof Problem && problem.code !== 'NOT_LOGGED_IN') return null;
      throw problem;
    }
  }
}
