import { Controller, Get, Header } from '@nestjs/common';

import type { OpenApiDocument } from '#libs/contract/openapi.js';

import { renderPage } from '../pages/layout.js';
import { DocsView } from './docs.view.js';

/** What the API is: `/openapi.json` for programs and `/docs` for people, the second made from the first. */
@Controller()
export class DocsController {
  private made: Promise<OpenApiDocument> | undefined;

  @Get('openapi.json')
  @Header('content-type', 'application/json; charset=utf-8')
  document(): Promise<OpenApiDocument> {
    // Made when somebody asks: most drives never are, and it would be a part of their start.
    this.made ??= import('#libs/contract/openapi.js').then(({ openApiDocument }) => openApiDocument());
    return this.made;
  }

  @Get('docs')
  @Header('content-type', 'text/html; charset=utf-8')
  async docs(): Promise<string> {
    return renderPage(DocsView(await this.document()));
  }
}
