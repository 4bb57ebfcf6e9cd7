import { randomBytes } from 'node:crypto';
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { z } from 'zod';

import type { Scope } from '#libs/contract/account.js';
import { userFolder } from '#libs/config/user-folder.js';

import { CliError } from './cli-error.js';

/** What the token of a login may do. */
export const LOGIN_SCOPES = ['read', 'upload', 'write', 'share'] as const satisfies readonly Scope[];

/** Whom the commands speak for, and where. Logins of the time before albums and links do not say what they may do. */
const Login = z.object({ url: z.string(), token: z.string(), name: z.string(), scopes: z.array(z.string()).default(['read', 'upload']) });
export type Login = z.output<typeof Login>;

const path = () => join(userFolder(), 'login.json');

/** What has to be typed for a login that may do all that the commands do. */
export const LOG_IN_AGAIN = 'Log in again: npm run -s cli -- login URL';

/** @throws CliError when the login was made before the command line could do this: nothing is begun that can't be ended */
export function expectScope({ scopes }: Login, needed: Scope, what: string): void {
  if (!scopes.includes(needed)) throw new CliError(`This login may not ${what}: it is older than that. ${LOG_IN_AGAIN}`);
}

/** Keeps the login for later commands, in a file that only this person may read; whole, or not at all. Returns where. */
export async function keepLogin(login: Login): Promise<string> {
  const file = path();
  await mkdir(userFolder(), { recursive: true, mode: 0o700 });
  const made = `${file}.${randomBytes(6).toString('hex')}`;
  try {
    await writeFile(made, `${JSON.stringify(login, null, 2)}\n`, { mode: 0o600, flag: 'wx' });
    await rename(made, file);
  } finally {
    await rm(made, { force: true });
  }
  return file;
}

/** @throws CliError when nobody logged in, or the file is none of ours */
export async function readLogin(): Promise<Login> {
  const text = await readFile(path(), 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return null;
    throw new CliError(`${path()} can't be read. ${LOG_IN_AGAIN}`);
  });
  if (text === null) throw new CliError('Log in first: npm run -s cli -- login URL');
  try {
    return Login.parse(JSON.parse(text));
  } catch {
    throw new CliError(`${path()} is damaged. ${LOG_IN_AGAIN}`);
  }
}
