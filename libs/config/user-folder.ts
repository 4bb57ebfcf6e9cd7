import { homedir } from 'node:os';
import { join, resolve } from 'node:path';

/** The user's configuration folder: in `XDG_CONFIG_HOME` (XDG base directory specification) or `~/.config`; on Windows in `APPDATA`. */
export function userFolder(env: NodeJS.ProcessEnv = process.env, platform: NodeJS.Platform = process.platform): string {
  const named = platform === 'win32' ? env['APPDATA'] : env['XDG_CONFIG_HOME'];
  return join(named || join(homedir(), '.config'), 'shoebox');
}

/** Resolves a path that was typed on the command line. npm runs scripts in the package folder, and `INIT_CWD` is where npm was called. */
export function typedPath(path: string, env: NodeJS.ProcessEnv = process.env): string {
  const from = env['npm_lifecycle_event'] === 'cli' ? env['INIT_CWD'] : undefined;
  return resolve(from ?? '.', path);
}
