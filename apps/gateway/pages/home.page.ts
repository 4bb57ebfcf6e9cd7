import { Controller, Get, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';

import { Sessions } from '../sessions/sessions.js';
import { seeOther } from './send-page.js';

/** Pictures that the list shows first. */
const NEWEST = 5;

/** The way in: to one's pictures, or to the log-in. */
@Controller()
export class HomePage {
  constructor(private readonly sessions: Sessions) {}

  @Get('/')
  async get(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const caller = await this.sessions.caller(request);
    await seeOther(reply, caller ? `/${caller.user.name}/list/${NEWEST}` : '/login');
  }
}
