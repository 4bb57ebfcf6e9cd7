import { openAuthDatabase } from '#libs/infra/open.js';
import { isLoopback } from '#libs/process/addresses.js';
import type { ServiceContext } from '#libs/process/run-service.js';
import { listenInternal } from '#libs/process/listen.js';

import { createAuth } from './create-auth.js';

/** Auth in a process of its own. */
export async function start(context: ServiceContext): Promise<void> {
  const { config, logger, metrics, shutdown } = context;
  if (config.signUp === 'open' && !isLoopback(config.host)) {
    logger.warn({ service: 'auth' }, 'anybody who reaches the gateway can sign up; SHOEBOX_SIGN_UP=closed ends that');
  }
  const database = await openAuthDatabase(config);
  shutdown.add(() => database.close());
  await listenInternal(
    'auth',
    await createAuth({ config: { ...config, gatewaySecret: config.gatewaySecret! }, database, logger, metrics }),
    context,
  );
}
