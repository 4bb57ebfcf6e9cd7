import type { Command } from 'commander';

import type { User } from '#libs/ports/user-repository.js';
import { minute, table } from '#libs/terminal/table.js';

import { withDatabases, type AdminContext, type Databases } from './databases.js';

const HEAD = ['NAME', 'E-MAIL', 'SINCE', 'PICTURES', 'BYTES', 'LAST USE'];

export function usersCommand(program: Command, context: AdminContext): void {
  program
    .command('users')
    .description('List all accounts with their pictures, disk space and last use.')
    .action(() => withDatabases(context, (databases) => listUsers(databases, context)));
}

/** Oldest account first. Pictures in the trash count in bytes, not in pictures. */
async function listUsers(databases: Databases, { terminal }: AdminContext): Promise<void> {
  const users = await databases.users.list();
  const rows = await Promise.all(users.map((user) => rowOf(databases, user)));
  for (const line of table([HEAD, ...rows], { right: ['PICTURES', 'BYTES'] })) terminal.say(line);
}

async function rowOf({ quotas, sessions, accessTokens }: Databases, { id, name, email, createdAt }: User): Promise<string[]> {
  const [usage, opened, tokens] = await Promise.all([quotas.usage(id), sessions.list(id), accessTokens.list(id)]);
  const uses = [...opened, ...tokens].flatMap(({ lastUsedAt }) => (lastUsedAt ? [lastUsedAt.getTime()] : []));
  const last = uses.length > 0 ? minute(new Date(Math.max(...uses))) : '-';
  return [name, email, createdAt.toISOString().slice(0, 10), String(usage.images), String(usage.bytes), last];
}
