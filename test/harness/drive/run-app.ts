import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';

export interface Ended {
  code: number | null;
  /** What it printed on standard error, by lines. */
  lines: string[];
}

/** Runs a built app that is expected to end by itself, on an empty folder unless `env` names one. */
export async function runApp(app: string, env: Record<string, string> = {}, args: readonly string[] = []): Promise<Ended> {
  const folder = await mkdtemp(join(tmpdir(), 'shoebox-run-'));
  const child = spawn(process.execPath, [`dist/apps/${app}/main.js`, ...args], {
    env: { PATH: process.env['PATH'], PORT: '0', SHOEBOX_DATA_DIR: folder, ...env },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const exit = once(child, 'exit');
  const printed = await text(child.stderr);
  const [code] = (await exit) as [number | null];
  await rm(folder, { recursive: true, force: true });
  return { code, lines: printed.split('\n').filter(Boolean) };
}
