import { All, Controller, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';

import { Problem } from '#libs/contract/errors.js';

import { PageSettings } from '../pages/http/page-settings.js';
import { Sessions } from '../sessions/sessions.js';
import { ForwardService } from './forward.service.js';
import { nothingHere, plainPath } from './path.js';
import { findRoute } from './routes.js';

/** The API and the bytes of pictures: everything documented that the gateway does not answer itself. */
@Controller()
export class ForwardController {
  constructor(
    private readonly sessions: Sessions,
    private readonly forwarding: ForwardService,
    private readonly settings: PageSettings,
  ) {}

  @All(['api/*', 'get/*'])
  async forward(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const route = findRoute(plainPath(request.url));
    if (!route) throw nothingHere();
    if (!route.methods.includes(request.method)) {
      const allow = route.methods.join(', ');
      throw new Problem('METHOD_NOT_ALLOWED', `This address takes ${allow}.`, { headers: { allow } });
    }
    const caller = await this.sessions.require(request);
    // Only the gateway knows by which address people reach the drive.
    const headers = { 'x-drive-address': this.settings.addressOf(request) };
    await this.forwarding.forward(route.service, request, reply, { caller, headers });
  }
}
