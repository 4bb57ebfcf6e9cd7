import { execFile, spawnSync } from 'node:child_process';
import { promisify } from 'node:util';

/** Whether wrk is there: the only load generator here that leaves most of a core to who is measured. */
export function hasWrk() {
  return spawnSync('wrk', ['--version']).error === undefined;
}

/** Requests a second. Throws when an answer was none of 2xx or 3xx. @param headers lines like `Cookie: name=value` */
export async function wrk(url, { seconds, headers = [], script }) {
  const args = ['--threads', '1', '--connections', '32', '--duration', `${seconds}s`, ...headers.flatMap((header) => ['--header', header])];
  if (script) args.push('--script', script);
  const { stdout } = await promisify(execFile)('wrk', [...args, url]);
  if (/Non-2xx|Socket errors/.test(stdout)) throw new Error(`not all was answered:\n${stdout}`);
  return Number(/Requests\/sec:\s+([\d.]+)/.exec(stdout)[1]);
}
