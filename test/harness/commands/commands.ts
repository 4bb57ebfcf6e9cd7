import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';

/** Runs one of the built commands (`admin`, `rebuild`, …) on a drive to its end. */
export async function runCommand(name: string, args: readonly string[], env: Record<string, string>, input = '') {
  const child = spawn(process.execPath, [`dist/apps/${name}/main.js`, ...args], {
    env: { PATH: process.env['PATH'], ...env },
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  const exit = once(child, 'exit');
  child.stdin.on('error', () => undefined).end(input);
  const [out, err] = await Promise.all([text(child.stdout), text(child.stderr)]);
  const [code] = (await exit) as [number | null];
  return { code, out, errors: err };
}
