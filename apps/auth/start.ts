import { openSessions, openUsers } from '#libs/infra/open.js';
import { isLoopback } from '#libs/process/addresses.js';
import type { Alone } from '#libs/process/start-alone.js';
import { serveInside } from '#libs/process/serve-inside.js';

import { createAuth } from './create-auth.js';

/** Auth in a process of its own. */
export async function start(alone: Alone): Promise<void> {
  const { config, logger, metrics, closing } = alone;
  if (config.signUp === 'open' && !isLoopback(config.host)) {
    logger.warn({ service: 'auth' }, 'anybody who reaches the gateway can sign up; SHOEBOX_SIGN_UP=closed ends that');
  }
  const [users, sessions] = await Promise.all([openUsers(config), openSessions(config)]);
  closing.add(() => Promise.all([users.close(), sessions.close()]));
  await serveInside('auth', await createAuth({ config, users, sessions, logger, metrics }), alone);
}
