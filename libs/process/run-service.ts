import 'reflect-metadata';

import { loadConfig, type Config } from '#libs/config/config.js';
import { checkDeployment, type ServiceName } from '#libs/config/deployment.js';
import type { Logger } from '#libs/http/log.js';
import type { Metrics } from '#libs/metrics/metrics.js';

import { Shutdown } from './shutdown.js';
import { describeStartupError } from './startup-error.js';

/** What a service in a process of its own is started with. */
export interface ServiceContext {
  config: Config;
  logger: Logger;
  metrics: Metrics;
  /** The service adds here how to close what it opens. */
  shutdown: Shutdown;
}

/** Opens what the service needs and starts to listen. It does not wait for servers or other services. */
export type Start = (context: ServiceContext) => Promise<void>;

/** Starts one service by the settings. On a failure it prints the reason and ends the process with 1. */
export async function runService(name: ServiceName, load: () => Promise<{ start: Start }>): Promise<Shutdown> {
  const shutdown = new Shutdown();
  try {
    const config = loadConfig();
    checkDeployment(name, config);
    const [{ start }, { createLogger }, { Metrics: ServiceMetrics }] = await Promise.all([
      load(),
      import('#libs/http/log.js'),
      import('#libs/metrics/metrics.js'),
    ]);
    const logger = createLogger(config.logLevel ?? 'info');
    shutdown.add(async () => logger.info({ service: name }, 'stopped'));
    await start({ config, logger, metrics: new ServiceMetrics(), shutdown });
    return shutdown;
  } catch (error) {
    process.stderr.write(`${describeStartupError(error)}\n`);
    process.exit(1);
  }
}
