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
  process.stderr.write(`${explain(error)}\n`);
  process.exitCode = stop.signal.aborted ? INTERRUPTED : error instanceof CliError ? error.exitCode : 1;
} finally {
  terminal.close();
}

/** One line for what a person can mend; the stack for what is ours. */
function explain(error: unknown): string {
  if (error instanceof CliError || error instanceof ApiError) return error.message;
  if (!(error instanceof Error)) return String(error);
  const { syscall, path } = error as NodeJS.ErrnoException;
  return syscall !== undefined && path !== undefined ? `The disk says: ${error.message}` : (error.stack ?? error.message);
}
