import 'reflect-metadata';

import { loadConfig } from '#libs/config/config.js';
import { explain } from '#libs/process/explain.js';

import { addresses } from '#libs/process/addresses.js';
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
