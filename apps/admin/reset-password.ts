import { randomInt } from 'node:crypto';

import { PasswordHasher } from '#libs/accounts/password-hasher.js';
import { refuseWeak } from '#libs/accounts/weak-password.js';
import type { User } from '#libs/ports/user-repository.js';

import { accountOf } from './account.js';
import { AdminError } from './admin-error.js';
import type { Databases } from './databases.js';
import type { Terminal } from '#libs/terminal/terminal.js';

/** What no one takes for something else when it is read out. */
const LETTERS = 'abcdefghjkmnpqrstuvwxyz23456789';
const GROUPS = 5;
const GROUP = 4;

/**
 * Sets another password and ends every session. Named tokens stay, as after any change of the password, unless `endTokens`: whoever
 * forgot a password has tools that should go on; whose account was taken has not.
 * @throws AdminError; Problem WEAK_PASSWORD by the same rules as at sign-up
 */
export async function resetPassword(
  { users, sessions, accessTokens }: Databases,
  { who, generate, endTokens }: { who: string; generate: boolean; endTokens: boolean },
  terminal: Terminal,
): Promise<void> {
  const user = await accountOf(users, who);
  const password = generate ? generated() : await typed(terminal, user);
  refuseWeak(password, user.email);
  const to = await new PasswordHasher().hash(password);
  // Before as well as after: a stop between the two must not leave the new password beside old sessions.
  await sessions.removeAll(user.id);
  if (!(await users.setPasswordHash(user.id, { from: user.passwordHash, to }))) {
    throw new AdminError(`The account of ${user.name} was changed at this very moment. Run the command again.`);
  }
  await sessions.removeAll(user.id);
  const tokens = endTokens ? await accessTokens.removeAll(user.id) : (await accessTokens.list(user.id)).length;
  terminal.say(`${user.name} (${user.email}) has another password and is logged out everywhere.`);
  if (tokens > 0)
    terminal.say(endTokens ? `Tokens ended: ${tokens}.` : `Tokens of tools that go on working: ${tokens}. To end them too: --end-tokens`);
  if (generate) terminal.say(`The password: ${password}`);
}

async function typed(terminal: Terminal, user: User): Promise<string> {
  const password = await terminal.ask(`New password for ${user.name} (${user.email}): `, { secret: true });
  if (!password) throw new AdminError('No password was given. Type one, send one on standard input, or use --generate.');
  if (!terminal.interactive) return password;
  // Before it is typed again for nothing.
  refuseWeak(password, user.email);
  if ((await terminal.ask('The same again: ', { secret: true })) !== password) {
    throw new AdminError('The two are not the same. Nothing was changed.');
  }
  return password;
}

/** About 99 bits: letters in groups that can be read out. */
function generated(): string {
  return Array.from({ length: GROUPS }, group).join('-');
}

function group(): string {
  return Array.from({ length: GROUP }, () => LETTERS[randomInt(LETTERS.length)]).join('');
}
