import { mkdir } from 'node:fs/promises';

import type { NestFastifyApplication } from '@nestjs/platform-fastify';

import { createApp } from '#libs/http/create-app.js';
import { ProblemFilter } from '#libs/http/problem.filter.js';

import type { MediaResources } from './media-resources.js';
import { MediaModule } from './media.module.js';

/** The media service, ready to listen on its inner port. Nobody but the gateway talks to it. */
export async function createMedia({ logger, ...resources }: MediaResources): Promise<NestFastifyApplication> {
  await mkdir(resources.config.tmpDir, { recursive: true, mode: 0o700 });
  const module = MediaModule.with({ ...resources, logger: logger.child({ service: 'media' }) });
  const app = await createApp(module, { name: 'media', logger, inner: true });
  // What a picture's state is, is true for a moment only; the routes that send bytes say otherwise themselves.
  app
    .getHttpAdapter()
    .getInstance()
    .addHook('onRequest', async (_request, reply) => {
      void reply.header('cache-control', 'no-store');
    });
  return app.useGlobalFilters(new ProblemFilter());
}
