import { Controller, Get, Param, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';

import { AccountPages } from './account-pages.js';

/**
 * Where the link of an invitation leads: the sign-up, which carries the token along. Looking uses nothing up, so a chat that fetches the
 * page to show a preview does no harm.
 */
@Controller('invite/:token')
export class InvitePage {
  constructor(private readonly pages: AccountPages) {}

  @Get()
  get(@Param('token') invite: string, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    void reply.header('x-robots-tag', 'noindex, nofollow');
    return this.pages.showSignUp(request, reply, { invite });
  }
}
