import type { User } from '#libs/ports/user-repository.js';

import type { Databases } from './databases.js';
import { minute } from './minute.js';
import { table } from '#libs/terminal/table.js';
import type { Terminal } from '#libs/terminal/terminal.js';

const HEAD = ['NAME', 'E-MAIL', 'SINCE', 'PICTURES', 'BYTES', 'LAST USE'];

/** Prints everybody who has an account, oldest first. Pictures are those not in the trash; bytes count it. */
export async function listUsers(databases: Databases, terminal: Terminal): Promise<void> {
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
