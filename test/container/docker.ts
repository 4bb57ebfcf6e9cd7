import { execFile, spawnSync } from 'node:child_process';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** Whether a Docker engine answers here. */
export const hasDocker = spawnSync('docker', ['version'], { stdio: 'ignore' }).status === 0;

/** Runs `docker …` and gives back what it printed. Rejects with what it complained about. */
export async function docker(...args: string[]): Promise<string> {
  const { stdout } = await run('docker', args, { maxBuffer: 2 ** 26 });
  return stdout.trim();
}
