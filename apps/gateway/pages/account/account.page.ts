import { Controller, Get, Query, Req, Res, UseGuards } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';

import type { Caller } from '../../sessions/sessions.js';
import { OwnPage, Owner } from '../own-page.js';
import { AccountOverview } from './account-overview.js';
import { isDone } from './account.view.js';

/** The account: e-mail, password, where it is logged in, tokens of tools, space used. */
@Controller(':user/account')
@UseGuards(OwnPage)
export class AccountPage {
  constructor(private readonly overview: AccountOverview) {}

  /** `done` says which form sent the browser here; anything else in it is nothing. */
  @Get()
  async get(
    @Owner() caller: Caller,
    @Query('done') done: unknown,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    await this.overview.send(caller, request, reply, isDone(done) ? { done } : {});
  }
}
