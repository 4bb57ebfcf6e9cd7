import { ConfigError } from '#libs/config/config-error.js';

import { HELP, parse } from './arguments.js';
import { MigrateError } from './migrate-error.js';
import { migrate } from './run.js';
import { RepositoryFull, RepositoryUnavailable, StoreFull, StoreUnavailable } from '#libs/ports/errors.js';

try {
  const args = parse(process.argv.slice(2));
  if (args) process.exitCode = await migrate(args, process.stdout);
  else process.stdout.write(HELP);
} catch (error) {
  process.stderr.write(`${explain(error)}\n`);
  process.exitCode = error instanceof MigrateError ? error.exitCode : 1;
}

/** One line for what a person can mend; the stack for what is ours. */
function explain(error: unknown): string {
  const again = 'Nothing is lost: call this again when it is there.';
  if (error instanceof MigrateError || error instanceof ConfigError) return error.message;
  if (error instanceof RepositoryUnavailable) return `A database does not answer. ${again}`;
  if (error instanceof StoreUnavailable) return `An object store does not answer. ${again}`;
  if (error instanceof RepositoryFull || error instanceof StoreFull)
    return 'There is no room left at the target. Make room and call this again.';
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
