import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterEach, beforeEach, expect, it } from 'vitest';

const DECODER = [process.execPath, 'dist/apps/decoder/main.js'] as const satisfies [string, string];

let folder: string;
let decoder: ChildProcess | undefined;
beforeEach(async () => void (folder = await mkdtemp(join(tmpdir(), 'decoder-start-'))));
afterEach(async () => {
  decoder?.kill('SIGKILL');
  await rm(folder, { recursive: true });
});

/** Starts the built decoder by this command. @returns what it printed on its error stream when it ended with 1 */
async function refused([program, ...args]: readonly [string, ...string[]], settings: Record<string, string> = {}): Promise<string> {
  const env = {
    PATH: process.env['PATH'],
    SHOEBOX_DECODER_SOCKET: join(folder, 'decoder.sock'),
    SHOEBOX_DATA_DIR: join(folder, 'data'),
    SHOEBOX_TMP_DIR: join(folder, 'tmp'),
    ...settings,
  };
  const started = spawn(program, args, { env, stdio: ['ignore', 'ignore', 'pipe'] });
  const said: Buffer[] = [];
  decoder = started;
  started.stderr.on('data', (text: Buffer) => said.push(text));
  expect((await once(started, 'close'))[0]).toBe(1);
  return Buffer.concat(said).toString();
}

// What only root can lack.
it.runIf(process.geteuid?.() === 0)('a decoder that is root and can give its children no users of their own does not start', async () => {
  expect(await refused(['setpriv', '--bounding-set=-setuid,-setgid', '--', ...DECODER])).toContain(
    'The decoder runs as root and can’t start its children as other users. Give it the capabilities CHOWN, DAC_OVERRIDE, KILL, SETGID and SETUID',
  );
});

it.runIf(process.geteuid?.() === 0)('a decoder that is root and whose children can’t pass to its folder does not start', async () => {
  await chmod(folder, 0o711);
  const closed = join(folder, 'data');
  await mkdir(closed, { mode: 0o700 });
  const said = await refused(DECODER, { SHOEBOX_TMP_DIR: join(closed, 'tmp') });
  expect(said).toContain(`can't pass through ${closed} to ${join(closed, 'tmp')} (SHOEBOX_TMP_DIR). Let everybody pass through it`);
});
