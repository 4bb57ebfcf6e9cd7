import { getSystemErrorMap } from 'node:util';

import { ConfigError } from '#libs/config/config-error.js';
import { Problem } from '#libs/api/errors.js';
import { RepositoryFull, RepositoryUnavailable, StoreFull, StoreUnavailable } from '#libs/ports/errors.js';

/** One line for the person who called a command, and its exit code: 1 when the command failed, 2 when its arguments are wrong; 3 where 1 means something else. */
export class CommandError extends Error {
  constructor(
    message: string,
    readonly exitCode: 1 | 2 | 3 = 1,
  ) {
    super(message);
  }
}

/** The arguments are wrong: exit code 2. */
export function usageError(message: string): CommandError {
  return new CommandError(message, 2);
}

/** One line for an error that a person can mend; the stack for a bug. */
export function describeCommandError(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (error instanceof CommandError || error instanceof ConfigError) return error.message;
  if (error instanceof Problem) return error.detail;
  if (error instanceof RepositoryUnavailable) return 'The database does not answer. Start it, then run the command again.';
  if (error instanceof StoreUnavailable) return 'The object store does not answer. Start it, then run the command again.';
  if (error instanceof RepositoryFull || error instanceof StoreFull)
    return 'The disk is full. Free some space, then run the command again.';
  return systemError(error) ?? error.stack ?? error.message;
}

/** A file or folder that can't be used. */
function systemError({ path, code, errno, syscall }: NodeJS.ErrnoException): string | undefined {
  if (path === undefined || syscall === undefined) return undefined;
  if (code === 'EEXIST' || code === 'ENOTDIR') return `${path} is a file; choose a folder.`;
  const [, text] = getSystemErrorMap().get(errno ?? 0) ?? [];
  return `${path}: ${text ?? code}.`;
}
