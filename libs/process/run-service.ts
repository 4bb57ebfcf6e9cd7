import 'reflect-metadata';

import { loadConfig, type Config } from '#libs/config/config.js';
import { expectWorkable, type AppName } from '#libs/config/form.js';
import type { Logger } from '#libs/http/log.js';
import type { Metrics } from '#libs/metrics/metrics.js';

import { Shutdown } from './shutdown.js';
import { describeStartupError } from './startup-error.js';

/** What an app that runs in a process of its own has from the beginning. */
export interface ServiceContext {
  config: Config;
  logger: Logger;
  metrics: Metrics;
  /** To be told what the app opens. */
  closing: Shutdown;
}

/** Opens what the app needs and listens; nothing of that waits for a server or another app. */
export type Start = (alone: ServiceContext) => Promise<void>;

/** Starts one app as the settings say. Ends the process with 1 when that can't be, and says why. */
export async function runService(name: AppName, load: () => Promise<{ start: Start }>): Promise<Shutdown> {
  const closing = new Shutdown();
  try {
    const config = loadConfig();
    expectWorkable(name, config);
    const [{ start }, { createLogger }, { Metrics: Counted }] = await Promise.all([
      load(),
      import('#libs/http/log.js'),
      import('#libs/metrics/metrics.js'),
    ]);
    const logger = createLogger(config.logLevel ?? 'info');
    closing.add(async () => logger.info({ service: name }, 'stopped'));
    await start({ config, logger, metrics: new Counted(), closing });
    return closing;
  } catch (error) {
    process.stderr.write(`${describeStartupError(error)}\n`);
    process.exit(1);
  }
}
