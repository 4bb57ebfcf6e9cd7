import type { Command } from 'commander';

import { createProgram } from '#libs/terminal/command-line.js';

import { downloadCommand } from './download/download.command.js';
import { exportCommand } from './export/export.command.js';
import { listCommand } from './list/list.command.js';
import type { CliContext } from './login/connect.js';
import { loginCommand } from './login/login.command.js';
import { shareCommand } from './share/share.command.js';
import { uploadCommand } from './upload/upload.command.js';
import { urlCommand } from './url/url.command.js';

/** A new command is a file like these, and a place in this list. */
const COMMANDS = [loginCommand, uploadCommand, shareCommand, urlCommand, listCommand, downloadCommand, exportCommand];

const EXAMPLES = `
Examples:
  npm run -s cli -- login https://drive.example
  npm run -s cli -- upload ~/Pictures --album "Summer 2025"
  npm run -s cli -- share ~/Pictures/beach.jpg --until 2026-12-31

Exit codes: 0 success, 1 something failed (the output says what), 2 wrong
arguments, 130 interrupted.`;

/** The command line of a person who uses a drive over HTTP. */
export function createCli(context: CliContext): Command {
  const program = createProgram('npm run -s cli --', 'Use a Shoebox drive from the command line.').addHelpText('after', EXAMPLES);
  for (const add of COMMANDS) add(program, context);
  return program;
}
