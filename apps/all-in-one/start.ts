import 'reflect-metadata';

import { loadConfig } from '#libs/config/config.js';
import { describeStartupError } from '#libs/process/startup-error.js';

import { addresses } from '#libs/process/addresses.js';
import { readArguments, withOptions } from './arguments.js';
import { launch, type Drive } from './launch.js';

/** Starts the drive as the settings and these arguments say, and tells where it is. Ends the process with 1 when that can't be. */
export async function start(args: readonly string[]): Promise<Drive> {
  const options = await readArguments(args);
  if (!options) process.exit(process.exitCode ? 1 : 0);
  try {
    const config = withOptions(loadConfig(), options);
    const drive = await launch(config);
    const all = addresses(config, drive.port);
    process.stdout.write(`Shoebox is ready: open ${all.join(' or ')}\n`);
    if (options.lan) await showForPhones(all[0]!);
    return drive;
  } catch (error) {
    process.stderr.write(`${describeStartupError(error)}\n`);
    process.exit(1);
  }
}

/** For a phone: what would be typed, to be held before its camera. */
async function showForPhones(address: string): Promise<void> {
  const { qrCode } = await import('./qr-code.js');
  process.stdout.write(`\n${qrCode(address, process.stdout.isTTY)}\n`);
}
