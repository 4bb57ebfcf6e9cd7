import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';

import { afterEach, expect, it } from 'vitest';

const FILE = JSON.stringify(new URL('log-output.ts', import.meta.url).href);

let child: ChildProcess | undefined;
afterEach(() => child?.kill('SIGKILL'));

/** Runs code in a process of its own, with a log on its standard output. */
function run(code: string) {
  const program = `const { pino } = await import('pino');\nconst { logOutput } = await import(${FILE});\nconst log = pino({}, logOutput());\n${code}`;
  const started = spawn(process.execPath, ['--conditions', 'drive-source', '--input-type=module', '--eval', program], {
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  child = started;
  return started;
}

const messages = (lines: string) =>
  lines
    .split('\n', 100_000)
    .slice(0, -1)
    .map((line) => (JSON.parse(line) as { msg: string }).msg);

it.each([
  ['exits', 'process.exit(3)', 3],
  ['ends with an error that nobody caught', "throw new Error('a bug')", 1],
  ['ends with a promise that nobody caught', "void Promise.reject(new Error('a bug')); setTimeout(() => undefined, 60_000)", 1],
])('a process that %s has written every line', async (_, end, expected) => {
  const started = run(`log.info('first'); log.warn('last'); ${end}`);
  const [lines, [code]] = await Promise.all([text(started.stdout), once(started, 'exit')]);
  expect([messages(lines), code]).toEqual([['first', 'last'], expected]);
});

it('a line is out at the end of its tick, while the process goes on', async () => {
  const { stdout } = run(`log.info('now'); setTimeout(() => undefined, 60_000)`);
  const [chunk] = (await once(stdout, 'data')) as [Buffer];
  expect(messages(chunk.toString())).toEqual(['now']);
});

it('a line of the level fatal is out before the next statement', async () => {
  const { stdout } = run(`log.fatal('over'); process.kill(process.pid, 'SIGKILL')`);
  expect(messages(await text(stdout))).toEqual(['over']);
});

it('lines are out that listeners of the exit log after those of the log', async () => {
  const { stdout } = run(`process.on('exit', () => { log.info('late'); log.info('later'); }); log.info('first'); process.exit(3)`);
  expect(messages(await text(stdout))).toEqual(['first', 'late', 'later']);
});

it('many lines come whole and in order', async () => {
  const count = 20_000;
  const { stdout } = run(`for (let n = 0; n < ${count}; n++) log.info(String(n))`);
  expect(messages(await text(stdout))).toEqual(Array.from({ length: count }, (_, n) => String(n)));
});

it('goes on when nobody reads its output any more', async () => {
  const started = run(
    `log.info('first'); process.on('SIGUSR2', () => { log.info('lost'); setImmediate(() => process.exit(7)); }); setTimeout(() => undefined, 60_000)`,
  );
  await once(started.stdout, 'data');
  started.stdout.destroy();
  await once(started.stdout, 'close');
  started.kill('SIGUSR2');
  expect(await once(started, 'exit')).toEqual([7, null]);
});
