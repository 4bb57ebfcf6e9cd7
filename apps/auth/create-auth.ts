import type { NestFastifyApplication } from '@nestjs/platform-fastify';

import { createApp } from '#libs/http/create-app.js';
import { ProblemFilter } from '#libs/http/problem.filter.js';

import type { AuthResources } from './auth-resources.js';
import { AuthModule } from './auth.module.js';

/** The auth service, ready to listen on its inner port. Nobody but the gateway talks to it. */
export async function createAuth({ logger, ...resources }: AuthResources): Promise<NestFastifyApplication> {
  const module = AuthModule.with({ ...resources, logger: logger.child({ service: 'auth' }) });
  const app = await createApp(module, { name: 'auth', logger, inner: true });
  // Every answer here is about one person, and some carry a token.
  app
    .getHttpAdapter()
    .getInstance()
    .addHook('onRequest', async (_request, reply) => {
      void reply.header('cache-control', 'no-store');
    });
  return app.useGlobalFilters(new ProblemFilter());
}
