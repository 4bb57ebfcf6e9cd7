import { Module, type OnModuleInit } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import type { FastifyAdapter } from '@nestjs/platform-fastify';

import { serveAssets } from './serve-assets.js';
import { SiteFilesController } from './site-files.controller.js';

/** The built client (scripts, styles, icons), the web app manifest and robots.txt. */
@Module({ controllers: [SiteFilesController] })
export class AssetsModule implements OnModuleInit {
  constructor(private readonly host: HttpAdapterHost<FastifyAdapter>) {}

  onModuleInit(): void {
    serveAssets(this.host.httpAdapter.getInstance());
  }
}
