import type { AddressInfo } from 'node:net';

import type { NestFastifyApplication } from '@nestjs/platform-fastify';

import type { Config } from '#libs/config/config.js';
import { openInternalServer } from '#libs/http/internal-server.js';
import { createLogger } from '#libs/http/log.js';
import { Readiness } from '#libs/http/readiness.js';
import type { Metrics } from '#libs/metrics/metrics.js';

import { isLoopback } from './addresses.js';
import { openResources } from './resources.js';

/** Milliseconds that requests of clients and jobs under way get to finish. Together they stay below the deadline of the process. */
const REQUEST_GRACE = 2_000;
const JOB_GRACE = 2_000;
/** The same for what is left at an inner service once the gateway is closed: nobody waits for its answer any more. */
const INNER_GRACE = 250;
/** Milliseconds the worker may take to say how it is; it gives its own parts less. */
const PATIENCE = 3_000;

export interface Drive {
  /** The port of the public door. */
  port: number;
  /** Finishes what is under way within bounds, puts back the rest, and closes everything. */
  stop(): Promise<void>;
}

/** Starts the whole drive in this process: four applications, of which the gateway reaches the others over loopback. */
export async function launch(config: Config): Promise<Drive> {
  const logger = createLogger(config.logLevel ?? (process.stdout.isTTY ? 'warn' : 'info'));
  const { host } = config;
  if (config.signUp === 'open' && !isLoopback(host)) {
    logger.warn(`anybody who reaches ${host} can sign up; SHOEBOX_SIGN_UP=closed ends that`);
  }
  const metrics = config.internalPort === undefined ? undefined : await openMetrics();
  // While the databases are opened the applications are loaded.
  const [resources, { createAuth }, { createMedia }, { createWorker }, { createGateway }] = await Promise.all([
    openResources(config, logger, metrics),
    import('../auth/create-auth.js'),
    import('../media/create-media.js'),
    import('../worker/create-worker.js'),
    import('../gateway/create-gateway.js'),
  ]);
  const closing: (() => Promise<void>)[] = [() => resources.close(JOB_GRACE)];
  const start = async (app: NestFastifyApplication, port: number, on: string, grace: number): Promise<number> => {
    closing.unshift(() => closeApp(app, grace));
    await app.listen(port, on);
    return (app.getHttpServer().address() as AddressInfo).port;
  };
  const stop = async () => {
    for (const close of closing) await close();
    logger.info('stopped');
  };
  try {
    const inner = async (app: NestFastifyApplication) => `http://127.0.0.1:${await start(app, 0, '127.0.0.1', INNER_GRACE)}`;
    const shared = { ...resources, logger, metrics };
    const authUrl = await inner(await createAuth({ ...shared, config }));
    const mediaUrl = await inner(await createMedia({ ...shared, config: { ...config, authUrl } }));
    const worker = await createWorker({ ...shared, config });
    await inner(worker);
    const gateway = await createGateway({ config: { ...config, authUrl, mediaUrl }, logger, metrics, hot: resources.hot });
    if (metrics && config.internalPort !== undefined) {
      metrics.queue.watch(resources.queue);
      metrics.decoder.watch(resources.decoder);
      const needs = { ...gateway.get(Readiness).needs, worker: (requestId: string) => worker.get(Readiness).check(requestId) };
      const readiness = new Readiness(needs, logger, PATIENCE);
      const internal = await openInternalServer({ port: config.internalPort, host, metrics, readiness, logger });
      // Closed last but the stores, so that a slow stop can be watched.
      closing.splice(-1, 0, () => internal.close());
    }
    const port = await start(gateway, config.port, host, REQUEST_GRACE);
    return { port, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** Loaded and counted only where somebody may ask: on an internal port. */
async function openMetrics(): Promise<Metrics> {
  const { Metrics: Counted } = await import('#libs/metrics/metrics.js');
  return new Counted();
}

/** A client that stops half-way through a request, or does not read its answer, must not hold up the stop. */
async function closeApp(app: NestFastifyApplication, grace: number): Promise<void> {
  const timer = setTimeout(() => app.getHttpServer().closeAllConnections(), grace);
  await app.close();
  clearTimeout(timer);
}
