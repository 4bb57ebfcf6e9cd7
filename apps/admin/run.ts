import type { Config } from '#libs/config/config.js';
import { databasesThere, openAlbums, openImages, openSessions, openShares, openUsers } from '#libs/infra/open.js';

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
  if (!databasesThere(config)) {
    throw new AdminError(`There is no drive in ${config.dataDir}: set SHOEBOX_DATA_DIR to its folder, or start it once (npm start).`);
  }
  const [users, sessions, images] = await Promise.all([openUsers(config), openSessions(config), openImages(config)]);
  const [albums, shares] = await Promise.all([openAlbums(config), openShares(config)]);
  try {
    const databases = { users, sessions, images, albums, shares };
    if (command.name === 'users') await listUsers(databases, terminal);
    if (command.name === 'invite') await makeInvite(databases, command, config, terminal);
    if (command.name === 'invites') await listInvites(databases, terminal);
    if (command.name === 'withdraw') await withdrawInvite(databases, command, terminal);
    if (command.name === 'reset-password') await resetPassword(databases, command, terminal);
    if (command.name === 'quota') await setQuota(databases, command, config.userQuotaBytes ?? null, terminal);
    if (command.name === 'remove') await removeAccount(databases, command, terminal);
    return 0;
  } finally {
    await Promise.all([users.close(), sessions.close(), images.close(), albums.close(), shares.close()]);
  }
}
