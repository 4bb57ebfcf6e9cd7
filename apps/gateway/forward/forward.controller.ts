import { All, Controller, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';

import { Problem } from '#libs/api/errors.js';

import { PublicUrl } from '../security/public-url.js';
import { Sessions } from '../sessions/sessions.js';
import { ForwardService } from './forward.service.js';
import { checkedPath, notFound } from './path.js';
import { findRoute } from './routes.js';

/** The routes of the API and of image bytes that auth and media answer. */
@Controller()
export class ForwardController {
  constructor(
    private readonly sessions: Sessions,
    private readonly forwarding: ForwardService,
    private readonly publicUrl: PublicUrl,
  ) {}

  /** @throws Problem NOT_FOUND, METHOD_NOT_ALLOWED, NOT_LOGGED_IN, UNAVAILABLE, TIMEOUT */
  @All(['api/*', 'get/*', 'i/*'])
  async forward(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const route = findRoute(checkedPath(request.url));
    if (!route) throw notFound();
    if (!route.methods.includes(request.method)) {
      const allow = route.methods.join(', ');
      throw new Problem('METHOD_NOT_ALLOWED', `This address takes ${allow}.`, { headers: { allow } });
    }
    // With a signature nobody is asked who they are: everybody who has such an address sees the same.
    if (route.isSignable && isSigned(request.url)) {
      return this.forwarding.forward('media', request, reply, { path: `/signed${request.url}`, caller: null });
    }
    const caller = await this.sessions.require(request);
    // Media does not know the address at which people reach the drive.
    const headers = { 'x-drive-address': this.publicUrl.addressOf(request) };
    // PUT is what `curl -T` sends. Uploads take it beside POST, and services know them as POST.
    const method = request.method === 'PUT' && route.methods.includes('POST') ? 'POST' : request.method;
    await this.forwarding.forward(route.service, request, reply, { method, caller, headers });
  }
}

/** Whether the query has a key or a signature, so that a cut address is not answered by the session. */
function isSigned(url: string): boolean {
  const query = new URLSearchParams(url.split('?', 2)[1]);
  return query.has('k') || query.has('s');
}
