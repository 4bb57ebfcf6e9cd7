import { homedir } from 'node:os';
import { join, resolve } from 'node:path';

/** Where programs keep what a person set: `XDG_CONFIG_HOME` (XDG base directory specification) or `~/.config`; on Windows `APPDATA`. */
export function userFolder(env: NodeJS.ProcessEnv = process.env, platform: NodeJS.Platform = process.platform): string {
  const named = platform === 'win32' ? env['APPDATA'] : env['XDG_CONFIG_HOME'];
  return join(named || join(homedir(), '.config'), 'shoebox');
}

/** A path as the person meant it who typed it: npm runs scripts in the folder of the package and tells where it was called. */
export function typedPath(path: string, env: NodeJS.ProcessEnv = process.env): string {
  const from = env['npm_lifecycle_event'] === 'cli' ? env['INIT_CWD'] : undefined;
  return resolve(from ?? '.', path);
}
