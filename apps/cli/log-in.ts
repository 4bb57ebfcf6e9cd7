import { hostname } from 'node:os';

import { LoggedIn, TokenMade } from '#libs/contract/account.js';
import type { Terminal } from '#libs/terminal/terminal.js';

import { Api } from './api.js';
import { CliError } from './cli-error.js';
import { keepLogin, LOGIN_SCOPES } from './login-file.js';
import { SHORT } from './patience.js';

/** Makes a token of its own with e-mail and password, and keeps that; the session that it took is ended. @throws CliError, ApiError */
export async function logIn(typed: string, terminal: Terminal): Promise<void> {
  const url = originOf(typed);
  const email = (await terminal.ask('E-mail or user name: '))?.trim();
  const password = email && (await terminal.ask('Password: ', { secret: true }));
  if (!email || !password) throw new CliError('E-mail and password are needed: type them, or send them in two lines on standard input.');
  const { sessionToken, user } = await new Api(url, '', { pauses: SHORT }).json(LoggedIn, 'POST', '/api/auth/login', { email, password });
  const session = new Api(url, sessionToken, { pauses: SHORT });
  const name = `Command line on ${hostname()}`.slice(0, 100);
  const { token, scopes } = await session.json(TokenMade, 'POST', '/api/auth/tokens', { name, scopes: LOGIN_SCOPES });
  const file = await keepLogin({ url, token, name: user.name, scopes });
  await session.send('POST', '/api/auth/logout');
  terminal.say(`Logged in as ${user.name}. The token is in ${file}; it can be ended on ${url}/${user.name}/account/.`);
}

/** Addresses of this very machine, where nobody has a certificate. */
const LOCAL = /^(localhost|127\.[\d.]+|\[::1\])(?=[:/]|$)/i;

/** What people type for an address: with or without its scheme, with a path. */
export function originOf(typed: string): string {
  const url = URL.parse(/^https?:\/\//i.test(typed) ? typed : `${LOCAL.test(typed) ? 'http' : 'https'}://${typed}`);
  if (!url || url.username || url.password) throw new CliError(`${typed} is no address of a drive: give one like https://drive.example`, 2);
  return url.origin;
}
