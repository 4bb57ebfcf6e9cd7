import { randomBytes } from 'node:crypto';
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { z } from 'zod';

import { userFolder } from '#libs/config/user-folder.js';

import { CliError } from './cli-error.js';

/** Whom the commands speak for, and where. */
const Login = z.object({ url: z.string(), token: z.string(), name: z.string() });
export type Login = z.output<typeof Login>;

const path = () => join(userFolder(), 'login.json');

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
    throw new CliError(`${path()} can't be read. Log in again: npm run -s cli -- login URL`);
  });
  if (text === null) throw new CliError('Log in first: npm run -s cli -- login URL');
  try {
    return Login.parse(JSON.parse(text));
  } catch {
    throw new CliError(`${path()} is damaged. Log in again: npm run -s cli -- login URL`);
  }
}
