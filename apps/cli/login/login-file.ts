import { randomBytes } from 'node:crypto';
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { z } from 'zod';

import type { Scope } from '#libs/api/account.js';
import { userFolder } from '#libs/config/user-folder.js';
import { CommandError } from '#libs/terminal/command-error.js';

import { LOG_IN_AGAIN } from '../drive/api-error.js';

/** Scopes of the token that `login` creates. */
export const LOGIN_SCOPES = ['read', 'upload', 'write', 'share'] as const satisfies readonly Scope[];

/** The drive and the token that commands use. Old files have no scopes: those logins could list and upload only. */
const Login = z.object({ url: z.string(), token: z.string(), name: z.string(), scopes: z.array(z.string()).default(['read', 'upload']) });
export type Login = z.output<typeof Login>;

const path = () => join(userFolder(), 'login.json');

/** Writes the login atomically to a file that only this user can read. Returns its path. */
export async function saveLogin(login: Login): Promise<string> {
  const file = path();
  await mkdir(userFolder(), { recursive: true, mode: 0o700 });
  const temporary = `${file}.${randomBytes(6).toString('hex')}`;
  try {
    await writeFile(temporary, `${JSON.stringify(login, null, 2)}\n`, { mode: 0o600, flag: 'wx' });
    await rename(temporary, file);
  } finally {
    await rm(temporary, { force: true });
  }
  return file;
}

/** @throws CommandError when nobody is logged in, or the file can't be read */
export async function readLogin(): Promise<Login> {
  const text = await readFile(path(), 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return null;
    throw new CommandError(`Can't read ${path()}. ${LOG_IN_AGAIN}`);
  });
  if (text === null) throw new CommandError('You are not logged in. Run: npm run -s cli -- login ADDRESS');
  try {
    return Login.parse(JSON.parse(text));
  } catch {
    throw new CommandError(`${path()} is damaged. ${LOG_IN_AGAIN}`);
  }
}
