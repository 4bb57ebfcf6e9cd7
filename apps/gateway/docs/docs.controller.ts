import { Controller, Get, Header, Req, UseInterceptors } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';

import type { OpenApiDocument } from '#libs/api/openapi.js';

import { Page, PageInterceptor } from '../pages/http/page.js';
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
    this.made ??= import('#libs/api/openapi.js').then(({ openApiDocument }) => openApiDocument());
    return this.made;
  }

  @Get('docs')
  @UseInterceptors(PageInterceptor)
  async docs(@Req() request: FastifyRequest): Promise<Page> {
    const [document, caller] = await Promise.all([this.document(), this.sessions.callerIfKnown(request)]);
    return new Page(DocsView({ document, user: caller?.user }));
  }
}
