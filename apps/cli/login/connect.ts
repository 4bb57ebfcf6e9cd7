import type { Scope } from '#libs/api/account.js';
import { CommandError } from '#libs/terminal/command-error.js';
import type { ProgressOut } from '#libs/terminal/progress.js';
import type { Terminal } from '#libs/terminal/terminal.js';

import { Api } from '../drive/api.js';
import { LOG_IN_AGAIN } from '../drive/api-error.js';
import type { RetryOptions } from '../drive/retry.js';
import { readLogin, type Login } from './login-file.js';

/** What every command gets. */
export interface CliContext {
  terminal: Terminal;
  /** Progress and notes; the terminal's output has only results. */
  progress: ProgressOut;
  /** Aborted by Ctrl+C. */
  signal: AbortSignal;
}

/** The drive of the stored login. @param pauses seconds between attempts of a call @throws CommandError when nobody is logged in */
export async function connect({ signal }: CliContext, pauses?: RetryOptions['pauses']): Promise<{ api: Api; login: Login }> {
  const login = await readLogin();
  return { api: new Api(login.url, login.token, { signal, ...(pauses && { pauses }) }), login };
}

/** Checked before a command starts what it could not finish. @throws CommandError for a login from before the scope existed */
export function requireScope({ scopes }: Login, needed: Scope, action: string): void {
  if (!scopes.includes(needed)) throw new CommandError(`This login is too old to ${action}. ${LOG_IN_AGAIN}`);
}
