import { Controller, Post, Req, Res, UseGuards } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';

import { PasswordChange } from '#libs/contract/account.js';
import { Problem } from '#libs/contract/errors.js';

import { InnerClient } from '../../sessions/inner-client.js';
import type { Caller } from '../../sessions/sessions.js';
import { OwnPage, Owner } from '../own-page.js';
import { readForm } from '../read-form.js';
import { seeOther } from '../send-page.js';
import { AccountOverview } from './account-overview.js';
import { doneAt } from './account.view.js';

/** The form for another password. */
@Controller(':user/account/password')
@UseGuards(OwnPage)
export class ChangePasswordPage {
  constructor(
    private readonly inner: InnerClient,
    private readonly overview: AccountOverview,
  ) {}

  @Post()
  async post(@Owner() caller: Caller, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const body = await readForm(request, reply, PasswordChange);
    try {
      await this.inner.json('auth', 'POST', '/api/auth/password', { request, caller, body });
    } catch (problem) {
      return this.overview.refuse(problem, caller, request, reply, problem instanceof Problem ? { password: problem } : {});
    }
    await seeOther(reply, doneAt(caller.user, 'password'));
  }
}
