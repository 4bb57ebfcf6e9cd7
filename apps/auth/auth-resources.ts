import type { Config } from '#libs/config/config.js';
import type { Logger } from '#libs/http/log.js';
import type { Metrics } from '#libs/metrics/metrics.js';
import type { AuthDatabase } from '#libs/ports/databases.js';

export type AuthConfig = Pick<Config, 'signUp' | 'sessionDays'>;

/** What auth works with; opened, and closed, by who starts it. */
export interface AuthResources {
  config: AuthConfig;
  database: AuthDatabase;
  logger: Logger;
  /** undefined: nobody asks for them. */
  metrics?: Metrics | undefined;
}

/** Injection tokens of what has no class. */
export const CONFIG = Symbol('auth config');
export const LOGGER = Symbol('auth logger');
