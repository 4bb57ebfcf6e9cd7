import { ConfigError } from '#libs/config/config-error.js';
import type { Config } from '#libs/config/config.js';
import { checkDeployment } from '#libs/config/deployment.js';

const LOOPBACK = '127.0.0.1';
const ALL_ADDRESSES = '0.0.0.0';

export interface StartOptions {
  /** Listens on all addresses. */
  lan?: boolean;
}

/** The options of `npm start -- …`. Null when the drive is not to start: after the help, or an error that was printed. */
export async function readArguments(args: readonly string[]): Promise<StartOptions | null> {
  if (args.length === 0) return {};
  // Not loaded for most starts, which have no arguments.
  const { createProgram, runProgram } = await import('#libs/terminal/command-line.js');
  let options: StartOptions | null = null;
  const program = createProgram('npm start --', 'Start the drive. All other settings are in docs/settings.md.')
    .option('--lan', 'Listen on all addresses, and show a QR code for phones in the same network.')
    .action((parsed: StartOptions) => void (options = parsed));
  await runProgram(program, args);
  return options;
}

/** The settings with the options applied. @throws ConfigError when they contradict each other, or a drive in one process can't use them */
export function withOptions(config: Config, { lan }: StartOptions): Config {
  checkDeployment('all-in-one', config);
  if (!lan) return config;
  if (config.host !== LOOPBACK && config.host !== ALL_ADDRESSES) {
    throw new ConfigError(`SHOEBOX_HOST is "${config.host}", but --lan listens on all addresses. Remove one of them.`);
  }
  return { ...config, host: ALL_ADDRESSES };
}
