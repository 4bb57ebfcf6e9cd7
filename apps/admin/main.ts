import { loadConfig } from '#libs/config/config.js';
import { runProgram } from '#libs/terminal/command-line.js';
import { Terminal } from '#libs/terminal/terminal.js';

import { createAdmin } from './program.js';

const terminal = new Terminal(process);
await runProgram(createAdmin({ terminal, load: loadConfig }), process.argv.slice(2));
terminal.close();
