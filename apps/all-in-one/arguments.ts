import { ConfigError } from '#libs/config/config-error.js';
import type { Config } from '#libs/config/config.js';
import { checkDeployment } from '#libs/config/deployment.js';

const LOOPBACK = '127.0.0.1';
const EVERYWHERE = '0.0.0.0';

/**
 * The settings as the arguments of `npm start -- …` change them, and only such as this drive can keep.
 * @throws ConfigError for an argument that is unknown or says something else than a setting
 */
export function withArguments(config: Config, args: readonly string[]): Config {
  const unknown = args.find((arg) => arg !== '--lan');
  if (unknown) throw new ConfigError(`There is no argument ${unknown}: only --lan, which listens on all addresses.`);
  checkDeployment('all-in-one', config);
  if (args.length === 0) return config;
  if (config.host !== LOOPBACK && config.host !== EVERYWHERE) {
    throw new ConfigError(`SHOEBOX_HOST is "${config.host}" and --lan means all addresses; remove one of them.`);
  }
  return { ...config, host: EVERYWHERE };
}
