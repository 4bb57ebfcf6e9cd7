import type { NestFastifyApplication } from '@nestjs/platform-fastify';

import { createInnerApp } from '#libs/http/create-inner-app.js';

import type { AuthResources } from './resources/auth-resources.js';
import { AuthModule } from './auth.module.js';

/** The auth service, ready to listen on its inner port. Nobody but the gateway talks to it. */
export async function createAuth(resources: AuthResources): Promise<NestFastifyApplication> {
  const { config, logger, metrics } = resources;
  const module = AuthModule.with({ ...resources, logger: logger.child({ service: 'auth' }) });
  return createInnerApp(module, { name: 'auth', logger, metrics, gatewaySecret: config.gatewaySecret });
}
