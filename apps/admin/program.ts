import type { Command } from 'commander';

import { createProgram } from '#libs/terminal/command-line.js';

import type { AdminContext } from './databases.js';
import { failedCommand } from './failed.command.js';
import { invitationCommands } from './invitations.command.js';
import { quotaCommand } from './quota.command.js';
import { removeCommand } from './remove.command.js';
import { resetPasswordCommand } from './reset-password.command.js';
import { rotateKeysCommand } from './rotate-keys.command.js';
import { usersCommand } from './users.command.js';

/** A new command is a file like these, and a place in this list. */
const COMMANDS = [usersCommand, invitationCommands, resetPasswordCommand, quotaCommand, failedCommand, removeCommand, rotateKeysCommand];

const NOTES = `
The drive is the one in SHOEBOX_DATA_DIR (./data by default).

Examples:
  npm run admin -- invite --days 30
  npm run admin -- reset-password ada@example.org --generate
  npm run admin -- quota ada 20GB
  npm run admin -- failed --retry
  npm run admin -- remove ada@example.org
  npm run admin -- rotate-keys`;

/** The commands of the owner of a drive. */
export function createAdmin(context: AdminContext): Command {
  const description = 'Manage the accounts and keys of a drive. Works while the drive is running.';
  const program = createProgram('npm run admin --', description).addHelpText('after', NOTES);
  for (const add of COMMANDS) add(program, context);
  return program;
}
