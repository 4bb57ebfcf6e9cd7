import { Controller, Get, Header, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';

import type { OpenApiDocument } from '#libs/contract/openapi.js';

import { sendPage } from '../pages/http/page.js';
import { Sessions } from '../sessions/sessions.js';
import { DocsView } from './docs.view.js';

/** What the API is: `/openapi.json` for programs and `/docs` for people, the second made from the first. */
@Controller()
export class DocsController {
  private made: Promise<OpenApiDocument> | undefined;

  constructor(private readonly sessions: Sessions) {}

  @Get('openapi.json')
  @Header('content-type', 'application/json; charset=utf-8')
  document(): Promise<OpenApiDocument> {
    // Made when somebody asks: most drives never are, and it would be a part of their start.
    this.made ??= import('#libs/contract/openapi.js').then(({ openApiDocument }) => openApiDocument());
    return this.made;
  }

  @Get('docs')
  async docs(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const [document, caller] = await Promise.all([this.document(), this.sessions.callerIfKnown(request)]);
    await sendPage(reply, DocsView({ document, user: caller?.user }));
  }
}
