import type { DynamicModule } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';

import { createApp, type AppOptions } from './create-app.js';
import { ProblemFilter } from './problem.filter.js';
import { QueryGuard, QueryPipe } from './query.guard.js';

/** Creates a service behind the gateway: only the gateway can reach it, and every error is problem+json. */
export async function createInnerApp(module: DynamicModule, options: Omit<AppOptions, 'inner'>): Promise<NestFastifyApplication> {
  const app = await createApp(module, { ...options, inner: true });
  // The default for responses with personal or changing data. Routes that send images set their own.
  app
    .getHttpAdapter()
    .getInstance()
    .addHook('onRequest', async (_request, reply) => {
      void reply.header('cache-control', 'no-store');
    });
  // The guard runs after the module's own, so that only a known caller learns what a route takes.
  return app.useGlobalGuards(new QueryGuard()).useGlobalPipes(new QueryPipe()).useGlobalFilters(new ProblemFilter());
}
