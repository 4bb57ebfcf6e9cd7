import type { AddressInfo } from 'node:net';

import type { NestFastifyApplication } from '@nestjs/platform-fastify';

import type { Config } from '#libs/config/config.js';
import { createLogger } from '#libs/http/log.js';

import { createAuth } from '../auth/create-auth.js';
import { createGateway } from '../gateway/create-gateway.js';
import { createMedia } from '../media/create-media.js';
import { createWorker } from '../worker/create-worker.js';
import { isLoopback } from './addresses.js';
import { openResources } from './resources.js';

/** Milliseconds that requests and jobs under way get to finish. */
const REQUEST_GRACE = 3_000;
const JOB_GRACE = 3_000;

export interface Drive {
  /** The port of the public door. */
  port: number;
  /** Finishes what is under way within bounds, puts back the rest, and closes everything. */
  stop(): Promise<void>;
}

/** Starts the whole drive in this process: four applications, of which the gateway reaches the others over loopback. */
export async function launch(config: Config): Promise<Drive> {
  const logger = createLogger(config.logLevel ?? (process.stdout.isTTY ? 'warn' : 'info'));
  if (config.signUp === 'open' && !isLoopback(config.host)) {
    logger.warn(`anybody who reaches ${config.host} can sign up; SHOEBOX_SIGN_UP=closed ends that`);
  }
  const resources = await openResources(config, logger);
  const apps: NestFastifyApplication[] = [];
  const start = async (app: NestFastifyApplication, port: number, host: string): Promise<number> => {
    apps.unshift(app);
    await app.listen(port, host);
    return (app.getHttpServer().address() as AddressInfo).port;
  };
  const stop = async () => {
    for (const app of apps) await closeApp(app);
    await resources.close(JOB_GRACE);
  };
  try {
    const inner = async (app: NestFastifyApplication) => `http://127.0.0.1:${await start(app, 0, '127.0.0.1')}`;
    const authUrl = await inner(await createAuth({ ...resources, config, logger }));
    const mediaUrl = await inner(await createMedia({ ...resources, config: { ...config, authUrl }, logger }));
    await inner(await createWorker({ ...resources, config, logger }));
    const port = await start(
      await createGateway({ config: { ...config, authUrl, mediaUrl }, logger, hot: resources.hot }),
      config.port,
      config.host,
    );
    return { port, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** A client that stops half-way through a request must not hold up the stop. */
async function closeApp(app: NestFastifyApplication): Promise<void> {
  const timer = setTimeout(() => app.getHttpServer().closeAllConnections(), REQUEST_GRACE);
  await app.close();
  clearTimeout(timer);
}
