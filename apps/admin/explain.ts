import { ConfigError } from '#libs/config/config-error.js';
import { Problem } from '#libs/contract/errors.js';

import { AdminError } from './admin-error.js';
import { RepositoryFull, RepositoryUnavailable } from '#libs/ports/errors.js';

/** One line for what a person can mend; the stack for what is ours. */
export function explain(error: unknown): { line: string; code: number } {
  if (error instanceof AdminError) return { line: error.message, code: error.exitCode };
  if (error instanceof ConfigError) return { line: error.message, code: 1 };
  if (error instanceof Problem) return { line: error.detail, code: 1 };
  if (error instanceof RepositoryFull) return { line: 'The disk of the database is full: make room and try again.', code: 1 };
  if (error instanceof RepositoryUnavailable) return { line: 'The database does not answer: try again in a moment.', code: 1 };
  return { line: error instanceof Error ? (error.stack ?? error.message) : String(error), code: 1 };
}
