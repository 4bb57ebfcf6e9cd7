import { ConfigError } from '#libs/config/config-error.js';
import { loadConfig } from '#libs/config/config.js';

import { openDrive } from './drive.js';
import { RebuildError } from './rebuild-error.js';
import { rebuild } from './run.js';
import { RepositoryFull, RepositoryUnavailable, StoreFull, StoreUnavailable } from '#libs/ports/errors.js';

const HELP = `Makes a database again that was lost, from the objects alone: accounts by their
names, and every picture with its owner, name and dates. Stop the drive first.

  npm run rebuild

The database must be empty. The drive is the one that SHOEBOX_DATA_DIR names, or
SHOEBOX_DATABASE_URL and SHOEBOX_STORAGE_URL. Nothing in the store is removed.
Stopped in the middle it goes on when it is called again. What could not come back
is named. It ends with 0 when every original is back.
`;

try {
  const [word, ...more] = process.argv.slice(2);
  if (word === '--help' || word === '-h') process.stdout.write(HELP);
  else if (word !== undefined || more.length > 0) throw new RebuildError('rebuild takes nothing but --help.', 2);
  else process.exitCode = await run();
} catch (error) {
  process.stderr.write(`${explain(error)}\n`);
  process.exitCode = error instanceof RebuildError ? error.exitCode : 1;
}

async function run(): Promise<number> {
  const drive = await openDrive(loadConfig());
  try {
    return await rebuild(drive, { say: (line) => process.stdout.write(`${line}\n`), progress: process.stderr });
  } finally {
    await drive.close();
  }
}

/** One line for what a person can mend; the stack for what is ours. */
function explain(error: unknown): string {
  const again = 'Call this again, it goes on where it was.';
  if (error instanceof RebuildError || error instanceof ConfigError) return error.message;
  if (error instanceof RepositoryUnavailable) return `The database does not answer. ${again}`;
  if (error instanceof StoreUnavailable) return `The object store does not answer. ${again}`;
  if (error instanceof RepositoryFull || error instanceof StoreFull) return `There is no room left. Make some. ${again}`;
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
