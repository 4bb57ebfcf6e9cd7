import { Controller, HttpCode, Post, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';

import { Sessions } from '../sessions/sessions.js';
import { problemOf } from '../upstream/errors.js';
import { ForwardService } from './forward.service.js';

/** A changed password ends all device cookies of the account; the client that changed it gets a new one. */
@Controller('api/auth/password')
export class PasswordController {
  constructor(
    private readonly sessions: Sessions,
    private readonly forwarding: ForwardService,
  ) {}

  @Post()
  @HttpCode(204)
  async change(@Req() request: FastifyRequest, @Res({ passthrough: true }) reply: FastifyReply): Promise<void> {
    const caller = await this.sessions.require(request);
    const headers = this.sessions.deviceHeaders(request);
    const answer = await this.forwarding.forwardForJson('auth', request, reply, { caller, headers });
    this.sessions.noteCall('auth', 'POST');
    if (answer.status >= 400) throw problemOf(answer);
    this.sessions.keepDevice(request, reply, answer.headers);
  }
}
