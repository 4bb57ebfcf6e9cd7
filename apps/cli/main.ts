import { Terminal } from '#libs/terminal/terminal.js';

import { ApiError } from './api-error.js';
import { parse } from './arguments.js';
import { CliError } from './cli-error.js';
import { runCli } from './run.js';

const INTERRUPTED = 130;

const terminal = new Terminal(process);
const stop = new AbortController();
// npm passes on what the whole group of a terminal got: the second is the same one.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => stop.abort());
// Who is being asked answers nothing any more.
stop.signal.addEventListener('abort', () => terminal.close());
try {
  process.exitCode = await runCli(parse(process.argv.slice(2)), terminal, { progress: process.stderr, signal: stop.signal });
} catch (error) {
  const known = error instanceof CliError || error instanceof ApiError;
  const line = known ? error.message : error instanceof Error ? (error.stack ?? error.message) : String(error);
  process.stderr.write(`${line}\n`);
  process.exitCode = stop.signal.aborted ? INTERRUPTED : error instanceof CliError ? error.exitCode : 1;
} finally {
  terminal.close();
}
