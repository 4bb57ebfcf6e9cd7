import type { NestFastifyApplication } from '@nestjs/platform-fastify';

import type { AppName } from '#libs/config/form.js';
import { Readiness } from '#libs/http/readiness.js';
import type { Metrics } from '#libs/metrics/metrics.js';

import { listen, REQUEST_GRACE } from './listen.js';
import type { ServiceContext } from './run-service.js';

/** Where each app listens for the others and for who looks after it, unless INTERNAL_PORT says otherwise: one machine may run all four. */
export const INTERNAL_PORTS: Readonly<Record<AppName, number>> = { gateway: 3001, auth: 3002, media: 3003, worker: 3004 };

/** Lets an app behind the gateway listen on its internal port: its calls, health and `/metrics`. Says what it waits for, if anything. */
export async function listenInternal(name: Exclude<AppName, 'gateway'>, app: NestFastifyApplication, alone: ServiceContext): Promise<void> {
  const { config, logger, metrics, closing } = alone;
  const { host, internalPort = INTERNAL_PORTS[name] } = config;
  addMetrics(app, metrics);
  const port = await listen(app, { host, port: internalPort, grace: REQUEST_GRACE }, closing);
  logger.info({ service: name, host, port }, 'listening');
  void app.get(Readiness).untilThere(closing.signal);
}

/** Nothing in it tells about people or pictures, so that no token is asked for. */
function addMetrics(app: NestFastifyApplication, metrics: Metrics): void {
  metrics.watchProcess();
  const fastify = app.getHttpAdapter().getInstance();
  fastify.get('/metrics', async (_request, reply) => {
    const text = await metrics.text();
    return reply.type(metrics.contentType).send(text);
  });
}
