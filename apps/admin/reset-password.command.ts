import { randomInt } from 'node:crypto';

import type { Command } from 'commander';
import { ulid } from 'ulid';

import { PasswordHasher } from '#libs/accounts/password-hasher.js';
import { refuseWeak } from '#libs/accounts/weak-password.js';
import { EVENTS_KEPT_OF_KIND } from '#libs/ports/account-log.js';
import type { User } from '#libs/ports/user-repository.js';
import { CommandError } from '#libs/terminal/command-error.js';
import type { Terminal } from '#libs/terminal/terminal.js';

import { findAccount, withDatabases, type AdminContext, type Databases } from './databases.js';

interface Options {
  generate?: boolean;
  endTokens?: boolean;
}

export function resetPasswordCommand(program: Command, context: AdminContext): void {
  program
    .command('reset-password')
    .summary('Set another password and log the person out everywhere.')
    .description(
      'Set another password and log the person out everywhere. Asks for the password\n' +
        'twice, or reads it from standard input. Access tokens and signing keys stay valid,\n' +
        'as after any change of the password.',
    )
    .argument('<email>', 'the e-mail or user name of an account')
    .option('--generate', 'Generate a password and print it.')
    .option('--end-tokens', 'Revoke the access tokens and signing keys too: use it when somebody else may have had access.')
    .action((email: string, options: Options) =>
      withDatabases(context, (databases) => resetPassword(databases, email, options, context.terminal)),
    );
}

/** @throws CommandError; Problem WEAK_PASSWORD by the rules of sign-up */
async function resetPassword(
  { users, sessions, accessTokens, addressKeys, accountLog }: Databases,
  email: string,
  { generate, endTokens }: Options,
  terminal: Terminal,
): Promise<void> {
  const user = await findAccount(users, email);
  const password = generate ? generatePassword() : await askPassword(terminal, user);
  refuseWeak(password, user.email);
  const to = await new PasswordHasher().hash(password, '');
  // Before and after: a crash in between must not leave old sessions with the new password.
  await sessions.removeAll(user.id);
  if (!(await users.setPasswordHash(user.id, { from: user.passwordHash, to }))) {
    throw new CommandError(`The account of ${user.name} was changed at the same time. Run the command again.`);
  }
  await sessions.removeAll(user.id);
  const event = { id: ulid().toLowerCase(), userId: user.id, at: new Date(), what: 'password-reset' as const, address: null };
  await accountLog.add({ ...event, device: 'The owner of the drive', detail: null }, EVENTS_KEPT_OF_KIND);
  const tokens = endTokens ? await accessTokens.removeAll(user.id) : (await accessTokens.list(user.id)).length;
  const keys = endTokens ? await addressKeys.removeAll(user.id) : (await addressKeys.list(user.id)).length;
  terminal.say(`${user.name} (${user.email}) has another password and is logged out everywhere.`);
  if (tokens > 0)
    terminal.say(endTokens ? `Access tokens revoked: ${tokens}.` : `Access tokens still valid: ${tokens}. To revoke them: --end-tokens`);
  if (keys > 0)
    terminal.say(endTokens ? `Signing keys revoked: ${keys}.` : `Signing keys still valid: ${keys}. To revoke them: --end-tokens`);
  if (generate) terminal.say(`The password: ${password}`);
}

async function askPassword(terminal: Terminal, user: User): Promise<string> {
  const password = await terminal.ask(`New password for ${user.name} (${user.email}): `, { secret: true });
  if (!password) throw new CommandError('The password is missing. Type it, send it to standard input, or use --generate.');
  if (!terminal.interactive) return password;
  // Refused before it is typed again.
  refuseWeak(password, user.email);
  if ((await terminal.ask('Repeat the password: ', { secret: true })) !== password) {
    throw new CommandError('The passwords do not match. Nothing was changed.');
  }
  return password;
}

/** Letters and digits that are not confused when read out. */
const LETTERS = 'abcdefghjkmnpqrstuvwxyz23456789';
const GROUPS = 5;
const GROUP = 4;

/** About 99 bits, in groups that can be read out. */
function generatePassword(): string {
  return Array.from({ length: GROUPS }, randomGroup).join('-');
}

function randomGroup(): string {
  return Array.from({ length: GROUP }, () => LETTERS[randomInt(LETTERS.length)]).join('');
}
