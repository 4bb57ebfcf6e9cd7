import { randomBytes } from 'node:crypto';

import type { Command } from 'commander';

import { PasswordHasher } from '#libs/accounts/password-hasher.js';
import { abandon, applyTransition, startPurge, VISIBLE } from '#libs/domain/image/transitions.js';
import type { ImageRow } from '#libs/domain/image/image-row.js';
import type { User } from '#libs/ports/user-repository.js';
import { CommandError } from '#libs/terminal/command-error.js';
import type { Terminal } from '#libs/terminal/terminal.js';

import { findAccount, withDatabases, type AdminContext, type Databases } from './databases.js';

const SHARE_PAGE = 100;
const IMAGE_PAGE = 500;

export function removeCommand(program: Command, context: AdminContext): void {
  program
    .command('remove')
    .summary('Delete an account and all its pictures.')
    .description(
      'Delete an account and all its pictures permanently. Asks for confirmation. Nobody\n' +
        'can see the pictures from then on; the running drive deletes their files at its\n' +
        'next maintenance.',
    )
    .argument('<email>', 'the e-mail or user name of an account')
    .option('--yes', 'Do not ask for confirmation.')
    .action((email: string, { yes = false }: { yes?: boolean }) =>
      withDatabases(context, (databases) => removeAccount(databases, { email, yes }, context.terminal)),
    );
}

/** @throws CommandError when there is no such account, or it was not confirmed */
export async function removeAccount(
  databases: Databases,
  { email, yes }: { email: string; yes: boolean },
  terminal: Terminal,
): Promise<void> {
  const { users, quotas } = databases;
  const user = await findAccount(users, email);
  const usage = await quotas.usage(user.id);
  terminal.say(`${user.name} (${user.email}): ${pictures(usage.images)}, ${usage.bytes} bytes with the trash.`);
  if (!yes) await confirm(terminal, user);

  await lockOut(databases, user);
  let count = await purgeImages(databases, user.id);
  await users.remove(user.id);
  // Again, for requests that were in progress. From here on nobody can start one.
  await endAccess(databases, user.id);
  count += await purgeImages(databases, user.id);
  await removeAlbumsAndShares(databases, user.id);
  await databases.accountLog.removeAll(user.id);
  await quotas.setQuotaOf(user.id, null);
  await databases.presets.removeAll(user.id);

  terminal.say(`Removed, with ${pictures(count)}. Nobody can see them; the running drive deletes their files at its next maintenance.`);
  terminal.say('An upload that was in progress may leave a file that nobody can see.');
}

function pictures(count: number): string {
  return count === 1 ? 'one picture' : `${count} pictures`;
}

async function confirm(terminal: Terminal, { name }: User): Promise<void> {
  const answer = await terminal.ask(`This can't be undone. Type the user name to confirm (${name}): `);
  if (answer?.trim() !== name) throw new CommandError('The user name does not match. Nothing was removed.');
}

/** First an unusable password, then the sessions: in the other order a log-in could succeed in between. */
async function lockOut(databases: Databases, user: User): Promise<void> {
  const to = await new PasswordHasher().hash(randomBytes(32).toString('base64'), '');
  if (!(await databases.users.setPasswordHash(user.id, { from: user.passwordHash, to }))) {
    throw new CommandError(`The account of ${user.name} was changed at the same time. Run the command again.`);
  }
  await endAccess(databases, user.id);
}

async function endAccess({ sessions, accessTokens, addressKeys }: Databases, userId: string): Promise<void> {
  await sessions.removeAll(userId);
  await accessTokens.removeAll(userId);
  await addressKeys.removeAll(userId);
}

/** Changes all images of an owner, with the trash, to `purging`, and abandons uploads, whose commit then fails. Returns how many images. */
async function purgeImages(databases: Databases, owner: string): Promise<number> {
  await abandonUploads(databases, owner);
  return (await purge(databases, owner, false)) + (await purge(databases, owner, true));
}

/** Purged images leave the list, so the next page is the first. Rows that changed meanwhile are in it again. */
async function purge({ images }: Databases, owner: string, deleted: boolean): Promise<number> {
  let count = 0;
  for (;;) {
    const page = await images.list({ owner, order: 'added', limit: IMAGE_PAGE, states: VISIBLE, deleted });
    if (page.length === 0) return count;
    const purged = await Promise.all(page.map((row) => applyTransition(images, row.id, startPurge(row))));
    count += purged.filter(Boolean).length;
  }
}

async function abandonUploads({ images, maintenance }: Databases, owner: string): Promise<void> {
  let page: ImageRow[];
  let after: string | undefined;
  do {
    page = await maintenance.listByState('uploading', { limit: IMAGE_PAGE, ...(after !== undefined && { after }) });
    await Promise.all(page.filter((row) => row.owner === owner).map((row) => applyTransition(images, row.id, abandon({ owner }))));
    after = page.at(-1)?.id;
  } while (page.length === IMAGE_PAGE);
}

/** Maintenance removes a share with its last image, but not albums and empty shares. */
async function removeAlbumsAndShares({ albums, shares }: Databases, owner: string): Promise<void> {
  for (const { id } of await albums.list(owner)) await albums.remove(id, owner);
  for (;;) {
    const page = await shares.list(owner, { limit: SHARE_PAGE });
    if (page.length === 0) return;
    for (const { id } of page) await shares.remove(owner, id);
  }
}
