import type { NestFastifyApplication } from '@nestjs/platform-fastify';

import type { Config } from '#libs/config/config.js';
import { InProcessServer } from '#libs/http/in-process/in-process-server.js';
import { openInternalServer, type InternalServer } from '#libs/http/internal-server.js';
import { createLogger } from '#libs/http/log.js';
import { Readiness } from '#libs/http/readiness.js';
import type { Metrics } from '#libs/metrics/metrics.js';
import { Shutdown } from '#libs/process/shutdown.js';
import { listen, REQUEST_GRACE } from '#libs/process/listen.js';

import { isLoopback } from '#libs/process/addresses.js';
import { openResources } from './resources.js';

/** Milliseconds that requests at an inner service may take once the gateway is closed: no client waits for their answers. */
const INNER_GRACE = 250;
/** Milliseconds that the readiness check of the worker may take; its own dependencies have less. */
const WORKER_CHECK_TIMEOUT = 3_000;

export interface Drive {
  /** The public port. */
  port: number;
  /** Lets requests and jobs in progress finish within bounds, returns the other jobs to the queue, and closes everything. */
  stop(): Promise<void>;
}

/** Starts the whole drive in this process: four applications. The gateway calls the others directly; only it has a port. */
export async function launch(config: Config): Promise<Drive> {
  const logger = createLogger(config.logLevel ?? (process.stdout.isTTY ? 'warn' : 'info'));
  const { host } = config;
  if (config.signUp === 'open' && !isLoopback(host)) {
    logger.warn(`anybody who reaches ${host} can sign up; SHOEBOX_SIGN_UP=closed ends that`);
  }
  const metrics = config.internalPort === undefined ? undefined : await openMetrics();
  const shutdown = new Shutdown();
  shutdown.add(async () => logger.info('stopped'));
  const stop = () => shutdown.close();
  try {
    // The applications are loaded while the databases open.
    const [resources, { createAuth }, { createMedia }, { createWorker }, { createGateway }] = await Promise.all([
      openResources(config, logger, shutdown, metrics),
      import('../auth/create-auth.js'),
      import('../media/create-media.js'),
      import('../worker/create-worker.js'),
      import('../gateway/create-gateway.js'),
    ]);
    let internal: InternalServer | undefined;
    // Closed after everything but the stores, so that a slow stop can be observed.
    shutdown.add(async () => internal?.close());
    const inner = async (app: NestFastifyApplication) => {
      const server = await InProcessServer.open(app);
      shutdown.add(() => server.close(INNER_GRACE));
      return server;
    };
    const { media, auth, ...others } = resources;
    const shared = { ...others, logger, metrics };
    const services = {
      auth: await inner(await createAuth({ ...shared, database: auth, config })),
      media: await inner(await createMedia({ ...shared, database: media, config })),
    };
    const worker = await createWorker({ ...shared, database: media, config });
    await inner(worker);
    const gateway = await createGateway({
      config,
      services,
      logger,
      metrics,
      variantCache: resources.variantCache,
    });
    const needs = { ...gateway.get(Readiness).needs, worker: (requestId: string) => worker.get(Readiness).check(requestId) };
    const readiness = new Readiness(needs, logger, { timeout: WORKER_CHECK_TIMEOUT });
    if (metrics && config.internalPort !== undefined) {
      metrics.queue.watch(resources.queue);
      internal = await openInternalServer({ port: config.internalPort, host, metrics, readiness, logger });
    }
    const port = await listen(gateway, { host, port: config.port, grace: REQUEST_GRACE }, shutdown);
    if (needsServers(config)) void readiness.untilReady(shutdown.signal);
    return { port, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** Whether there is something to wait for: what is inside this process is there from the beginning. */
function needsServers({ databaseUrl, storageUrl, queueUrl }: Config): boolean {
  return !databaseUrl.startsWith('sqlite:') || !storageUrl.startsWith('file:') || queueUrl !== undefined;
}

/** Loaded and counted only where somebody may ask: on an internal port. */
async function openMetrics(): Promise<Metrics> {
  const { Metrics: Counted } = await import('#libs/metrics/metrics.js');
  return new Counted();
}
