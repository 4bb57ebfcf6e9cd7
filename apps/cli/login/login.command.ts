import { hostname } from 'node:os';

import type { Command } from 'commander';

import { LoggedIn, TokenMade } from '#libs/api/account.js';
import { CommandError, usageError } from '#libs/terminal/command-error.js';
import type { Terminal } from '#libs/terminal/terminal.js';

import { Api } from '../drive/api.js';
import { SHORT } from '../drive/retry.js';
import type { CliContext } from './connect.js';
import { LOGIN_SCOPES, saveLogin } from './login-file.js';

export function loginCommand(program: Command, { terminal }: CliContext): void {
  program
    .command('login')
    .summary('Log in to a drive.')
    .description(
      'Log in to a drive. Asks for e-mail and password, or reads them from two lines of\n' +
        'standard input. Stores a token of its own, not the password; the account page\n' +
        'lists the token, where you can revoke it.',
    )
    .argument('<address>', 'the address of a drive')
    .action((address: string) => logIn(address, terminal));
}

/** Exchanges e-mail and password for a named token, stores the token and ends the session. @throws CommandError, ApiError */
async function logIn(address: string, terminal: Terminal): Promise<void> {
  const url = originOf(address);
  const email = (await terminal.ask('E-mail or user name: '))?.trim();
  const password = email && (await terminal.ask('Password: ', { secret: true }));
  if (!email || !password) throw new CommandError('E-mail and password are missing. Type them, or send two lines to standard input.');
  const { sessionToken, user } = await new Api(url, '', { pauses: SHORT }).json(LoggedIn, 'POST', '/api/auth/login', { email, password });
  const session = new Api(url, sessionToken, { pauses: SHORT });
  const name = `Command line on ${hostname()}`.slice(0, 100);
  const { token, scopes } = await session.json(TokenMade, 'POST', '/api/auth/tokens', { name, scopes: LOGIN_SCOPES });
  const file = await saveLogin({ url, token, name: user.name, scopes });
  await session.send('POST', '/api/auth/logout');
  terminal.say(`Logged in as ${user.name}. The token is stored in ${file}. To revoke it, open ${url}/${user.name}/account/.`);
}

/** Addresses of this machine, for which nobody has a certificate. */
const LOCAL = /^(localhost|127\.[\d.]+|\[::1\])(?=[:/]|$)/i;

/** The origin of an address as people type it: the scheme may be missing, a path is ignored. */
export function originOf(address: string): string {
  const url = URL.parse(/^https?:\/\//i.test(address) ? address : `${LOCAL.test(address) ? 'http' : 'https'}://${address}`);
  if (!url || url.username || url.password) {
    throw usageError(`"${address}" is not the address of a drive; use one such as https://drive.example.`);
  }
  return url.origin;
}
