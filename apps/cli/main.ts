import { runProgram } from '#libs/terminal/command-line.js';
import { Terminal } from '#libs/terminal/terminal.js';

import { createCli } from './program.js';

const terminal = new Terminal(process);
const stop = new AbortController();
// npm forwards a signal that the terminal has sent to the whole group: the same one may arrive twice.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => stop.abort());
// Ends an open question.
stop.signal.addEventListener('abort', () => terminal.close());
await runProgram(createCli({ terminal, progress: process.stderr, signal: stop.signal }), process.argv.slice(2), stop.signal);
terminal.close();
