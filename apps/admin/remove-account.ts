import { randomBytes } from 'node:crypto';

import { PasswordHasher } from '#libs/accounts/password-hasher.js';
import type { User } from '#libs/ports/user-repository.js';

import { accountOf } from './account.js';
import { AdminError } from './admin-error.js';
import { purgeImages } from './purge-images.js';
import type { Databases } from './databases.js';
import type { Terminal } from '#libs/terminal/terminal.js';

/** Links that are read at a time. */
const PAGE = 100;

/**
 * Removes an account with its albums and links, and turns its pictures to `purging`; the drive's upkeep removes what lies in the store, then the rows.
 * @throws AdminError when nobody has that name, or the owner did not confirm it
 */
export async function removeAccount(databases: Databases, { who, yes }: { who: string; yes: boolean }, terminal: Terminal): Promise<void> {
  const { users, quotas } = databases;
  const user = await accountOf(users, who);
  const usage = await quotas.usage(user.id);
  terminal.say(`${user.name} (${user.email}): ${pictures(usage.images)}, ${usage.bytes} bytes with the trash.`);
  if (!yes) await confirm(terminal, user);

  await lockOut(databases, user);
  let count = await purgeImages(databases, user.id);
  await users.remove(user.id);
  // What was on its way while the account went: nobody can begin anything by now.
  await endAccess(databases, user.id);
  count += await purgeImages(databases, user.id);
  await removeAlbumsAndLinks(databases, user.id);
  await quotas.setQuotaOf(user.id, null);

  terminal.say(`Removed, with ${pictures(count)}. Nobody can see them any more; the running drive removes their files at its next upkeep.`);
  terminal.say('An upload that was still arriving may leave a file that nobody can see.');
}

function pictures(count: number): string {
  return count === 1 ? 'one picture' : `${count} pictures`;
}

async function confirm(terminal: Terminal, { name }: User): Promise<void> {
  const answer = await terminal.ask(`All of it goes for good. Type the name to confirm (${name}): `);
  if (answer?.trim() !== name) throw new AdminError('The name was not typed. Nothing was removed.');
}

/** First nobody can log in any more, then nobody is; in the other order a log-in could slip in between. */
async function lockOut(databases: Databases, user: User): Promise<void> {
  const to = await new PasswordHasher().hash(randomBytes(32).toString('base64'));
  if (!(await databases.users.setPasswordHash(user.id, { from: user.passwordHash, to }))) {
    throw new AdminError(`The account of ${user.name} was changed at this very moment. Run the command again.`);
  }
  await endAccess(databases, user.id);
}

/** Nothing of what a person wrote stays: upkeep takes a link away with its last picture, and no album. */
async function removeAlbumsAndLinks({ albums, shares }: Databases, owner: string): Promise<void> {
  for (const { id } of await albums.list(owner)) await albums.remove(id, owner);
  for (;;) {
    const page = await shares.list(owner, { limit: PAGE });
    if (page.length === 0) return;
    for (const { id } of page) await shares.remove(owner, id);
  }
}

async function endAccess({ sessions, accessTokens }: Databases, userId: string): Promise<void> {
  await sessions.removeAll(userId);
  await accessTokens.removeAll(userId);
}
