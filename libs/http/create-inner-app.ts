import type { DynamicModule } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';

import { ClientAddressSigner, type AddressedRequest } from './client-address.js';
import { createApp, type AppOptions } from './create-app.js';
import { handedOverBy } from './in-process/in-process-request.js';
import { ProblemFilter } from './problem.filter.js';
import { QueryGuard, QueryPipe } from './query.guard.js';

export interface InnerAppOptions extends Omit<AppOptions, 'inner'> {
  /** The secret by which a gateway in another process signs client addresses; undefined: addresses over HTTP are not believed. */
  gatewaySecret?: string | undefined;
}

/** Creates a service behind the gateway: only the gateway can reach it, and every error is problem+json. */
export async function createInnerApp(
  module: DynamicModule,
  { gatewaySecret, ...options }: InnerAppOptions,
): Promise<NestFastifyApplication> {
  const signer = gatewaySecret === undefined ? undefined : new ClientAddressSigner(gatewaySecret);
  const app = await createApp(module, { ...options, inner: true });
  // The default for responses with personal or changing data. Routes that send images set their own.
  app
    .getHttpAdapter()
    .getInstance()
    .addHook('onRequest', async (request: AddressedRequest, reply) => {
      const address = handedOverBy(request.raw)?.clientAddress ?? signer?.verify(request.headers);
      if (address !== undefined) request.clientAddress = address;
      void reply.header('cache-control', 'no-store');
    });
  // The guard runs after the module's own, so that only a known caller learns what a route takes.
  return app.useGlobalGuards(new QueryGuard()).useGlobalPipes(new QueryPipe()).useGlobalFilters(new ProblemFilter());
}
