import type { Config } from '#libs/config/config.js';
import { databasesExist, openAuthDatabase, openMediaDatabase } from '#libs/infra/open.js';

import { AdminError } from './admin-error.js';
import { HELP, type Command } from './arguments.js';
import { listInvites, withdrawInvite } from './invites.js';
import { makeInvite } from './make-invite.js';
import { removeAccount } from './remove-account.js';
import { resetPassword } from './reset-password.js';
import type { Terminal } from '#libs/terminal/terminal.js';
import { setQuota } from './set-quota.js';
import { listUsers } from './users.js';

/** Does one command and returns the exit code. @throws AdminError, ConfigError, and what the ports throw */
export async function runAdmin(command: Command, load: () => Config, terminal: Terminal): Promise<number> {
  if (command.name === 'help') {
    terminal.say(HELP.trimEnd());
    return 0;
  }
  const config = load();
  if (!databasesExist(config)) {
    throw new AdminError(`There is no drive in ${config.dataDir}: set SHOEBOX_DATA_DIR to its folder, or start it once (npm start).`);
  }
  const [auth, media] = await Promise.all([openAuthDatabase(config), openMediaDatabase(config)]);
  try {
    const databases = { ...auth, ...media };
    if (command.name === 'users') await listUsers(databases, terminal);
    if (command.name === 'invite') await makeInvite(databases, command, config, terminal);
    if (command.name === 'invites') await listInvites(databases, terminal);
    if (command.name === 'withdraw') await withdrawInvite(databases, command, terminal);
    if (command.name === 'reset-password') await resetPassword(databases, command, terminal);
    if (command.name === 'quota') await setQuota(databases, command, config.userQuotaBytes ?? null, terminal);
    if (command.name === 'remove') await removeAccount(databases, command, terminal);
    return 0;
  } finally {
    await Promise.all([auth.close(), media.close()]);
  }
}
