import type { DynamicModule } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';

import { createApp, type AppOptions } from './create-app.js';
import { ProblemFilter } from './problem.filter.js';
import { QueryGuard, QueryPipe } from './query.guard.js';

/** A service behind the gateway, ready to listen on its inner port: nobody else talks to it, and every error is problem+json. */
export async function createInnerApp(module: DynamicModule, options: Omit<AppOptions, 'inner'>): Promise<NestFastifyApplication> {
  const app = await createApp(module, { ...options, inner: true });
  // Its answers are about one person, or true for a moment only; the routes that send bytes say otherwise themselves.
  app
    .getHttpAdapter()
    .getInstance()
    .addHook('onRequest', async (_request, reply) => {
      void reply.header('cache-control', 'no-store');
    });
  // The guard runs after the module's own, so that only a known caller learns what a route takes.
  return app.useGlobalGuards(new QueryGuard()).useGlobalPipes(new QueryPipe()).useGlobalFilters(new ProblemFilter());
}
