import { Controller, Post, Req, Res, UseGuards } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';

import { MAX_TOKEN_NAME, SCOPES, TokenMade } from '#libs/contract/account.js';
import { Problem } from '#libs/contract/errors.js';

import { InnerClient } from '../../sessions/inner-client.js';
import type { Caller } from '../../sessions/sessions.js';
import { OwnPage, Owner } from '../own-page.js';
import { readForm } from '../read-form.js';
import { AccountOverview } from './account-overview.js';
import type { TokenForm } from './tokens.view.js';

const DAY = 24 * 60 * 60 * 1000;
const checkbox = z.literal('on').optional();
/** Each scope is a box of its own, and `days` how long the token holds; empty: for ever. */
const Fields = z.strictObject({
  name: z.string(),
  read: checkbox,
  upload: checkbox,
  write: checkbox,
  share: checkbox,
  days: z.union([z.literal(''), z.string().regex(/^[1-9]\d{0,3}$/)]),
});

/** The form that makes a named token for a tool. */
@Controller(':user/account/tokens')
@UseGuards(OwnPage)
export class MakeTokenPage {
  constructor(
    private readonly inner: InnerClient,
    private readonly overview: AccountOverview,
  ) {}

  /** Answers with the page itself and not by a redirect: the token is shown this once, so it is kept nowhere on the way to the browser. */
  @Post()
  async post(@Owner() caller: Caller, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const { name, days, ...boxes } = await readForm(request, reply, Fields);
    const form: TokenForm = { name: name.trim(), scopes: SCOPES.filter((scope) => boxes[scope]), days };
    const wrong = wrongWith(form);
    if (wrong) return this.overview.send(caller, request, reply, { token: { ...form, wrong } }, 422);
    const expiresAt = days === '' ? null : new Date(Date.now() + Number(days) * DAY).toISOString();
    const body = { name: form.name, scopes: form.scopes, expiresAt };
    try {
      const made = await this.inner.json('auth', 'POST', '/api/auth/tokens', { request, caller, body, answer: TokenMade });
      await this.overview.send(caller, request, reply, { made }, 201);
    } catch (problem) {
      const happened = problem instanceof Problem ? { token: { ...form, wrong: problem.detail } } : {};
      await this.overview.refuse(problem, caller, request, reply, happened);
    }
  }
}

function wrongWith({ name, scopes }: TokenForm): string | undefined {
  if (name === '') return 'Give the token a name, such as the tool it is for.';
  if (name.length > MAX_TOKEN_NAME) return `The name may have ${MAX_TOKEN_NAME} characters at most.`;
  return scopes.length === 0 ? 'Choose at least one thing that the tool may do.' : undefined;
}
