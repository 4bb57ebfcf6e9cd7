import { loadConfig } from '#libs/config/config.js';

import { parse } from './arguments.js';
import { explain } from './explain.js';
import { runAdmin } from './run.js';
import { Terminal } from '#libs/terminal/terminal.js';

const terminal = new Terminal(process);
try {
  process.exitCode = await runAdmin(parse(process.argv.slice(2)), loadConfig, terminal);
} catch (error) {
  const { line, code } = explain(error);
  process.stderr.write(`${line}\n`);
  process.exitCode = code;
} finally {
  terminal.close();
}
