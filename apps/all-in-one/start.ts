import 'reflect-metadata';

import { ConfigError } from '#libs/config/config-error.js';
import { loadConfig } from '#libs/config/config.js';

import { addresses } from './addresses.js';
import { withArguments } from './arguments.js';
import { launch, type Drive } from './launch.js';

/** Starts the drive as the settings and these arguments say, and tells where it is. Ends the process with 1 when that can't be. */
export async function start(args: readonly string[]): Promise<Drive> {
  try {
    const config = withArguments(loadConfig(), args);
    const drive = await launch(config);
    process.stdout.write(`Shoebox is ready: open ${addresses(config, drive.port).join(' or ')}\n`);
    return drive;
  } catch (error) {
    process.stderr.write(`${explain(error)}\n`);
    process.exit(1);
  }
}

/** One line for what a person can mend; the stack for what is ours. */
function explain(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (error instanceof ConfigError) return error.message;
  if ('code' in error && error.code === 'EADDRINUSE') {
    const port = 'port' in error ? ` ${String(error.port)}` : '';
    return `The port${port} is taken: stop what listens there, or set another (SHOEBOX_PORT, SHOEBOX_INTERNAL_PORT).`;
  }
  return error.stack ?? error.message;
}
