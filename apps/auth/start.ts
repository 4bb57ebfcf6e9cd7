import { openSessions, openUsers } from '#libs/infra/open.js';
import { isLoopback } from '#libs/process/addresses.js';
import type { ServiceContext } from '#libs/process/run-service.js';
import { listenInternal } from '#libs/process/listen-internal.js';

import { createAuth } from './create-auth.js';

/** Auth in a process of its own. */
export async function start(alone: ServiceContext): Promise<void> {
  const { config, logger, metrics, closing } = alone;
  if (config.signUp === 'open' && !isLoopback(config.host)) {
    logger.warn({ service: 'auth' }, 'anybody who reaches the gateway can sign up; SHOEBOX_SIGN_UP=closed ends that');
  }
  const [users, sessions] = await Promise.all([openUsers(config), openSessions(config)]);
  closing.add(() => Promise.all([users.close(), sessions.close()]));
  await listenInternal('auth', await createAuth({ config, users, sessions, logger, metrics }), alone);
}
