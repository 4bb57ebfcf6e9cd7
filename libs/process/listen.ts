import type { AddressInfo } from 'node:net';

import type { NestFastifyApplication } from '@nestjs/platform-fastify';

import type { AppName } from '#libs/config/deployment.js';
import { Readiness } from '#libs/http/readiness.js';

import type { ServiceContext } from './run-service.js';
import type { Shutdown } from './shutdown.js';

/** Milliseconds that requests and jobs in progress may take during a shutdown. Their sum stays below the deadline of stop-on-signals.ts. */
export const REQUEST_GRACE = 2_000;
export const JOB_GRACE = 2_000;

/** Default internal port of each service; they differ so that one machine can run all four. */
export const INTERNAL_PORTS: Readonly<Record<AppName, number>> = { gateway: 3001, auth: 3002, media: 3003, worker: 3004 };

export interface ListenOptions {
  host: string;
  /** 0: any free port. */
  port: number;
  /** Milliseconds that requests in progress may take when the server closes. */
  grace: number;
}

/** Starts to listen, closes at the shutdown, and resolves with the port. Rejects when the port is not available. */
export async function listen(app: NestFastifyApplication, { host, port, grace }: ListenOptions, shutdown: Shutdown): Promise<number> {
  shutdown.add(() => closeApp(app, grace));
  await app.listen(port, host);
  return (app.getHttpServer().address() as AddressInfo).port;
}

/** Listens on the internal port of a service behind the gateway: its API, health and `/metrics`. Logs what it waits for, if anything. */
export async function listenInternal(
  name: Exclude<AppName, 'gateway'>,
  app: NestFastifyApplication,
  { config, logger, metrics, shutdown }: ServiceContext,
): Promise<void> {
  const { host, internalPort = INTERNAL_PORTS[name] } = config;
  metrics.watchProcess();
  // No token is asked for: metrics say nothing about people or images.
  app
    .getHttpAdapter()
    .getInstance()
    .get('/metrics', async (_request, reply) => {
      const text = await metrics.text();
      return reply.type(metrics.contentType).send(text);
    });
  const port = await listen(app, { host, port: internalPort, grace: REQUEST_GRACE }, shutdown);
  logger.info({ service: name, host, port }, 'listening');
  void app.get(Readiness).untilReady(shutdown.signal);
}

/** After the grace all connections are closed, so that a client that hangs in the middle of a request can't block the shutdown. */
async function closeApp(app: NestFastifyApplication, grace: number): Promise<void> {
  const timer = setTimeout(() => app.getHttpServer().closeAllConnections(), grace);
  await app.close();
  clearTimeout(timer);
}
