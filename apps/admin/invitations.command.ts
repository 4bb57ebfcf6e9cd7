import type { Command } from 'commander';

import { INVITE_NAME_LENGTH, inviteName, makeOpaqueToken, tokenHash, tokenKind } from '#libs/accounts/opaque-token.js';
import type { Config } from '#libs/config/config.js';
import type { Invite } from '#libs/ports/invite-repository.js';
import { addresses } from '#libs/process/addresses.js';
import { CommandError, usageError } from '#libs/terminal/command-error.js';
import { minute, table } from '#libs/terminal/table.js';
import type { Terminal } from '#libs/terminal/terminal.js';

import { withDatabases, type AdminContext, type Databases } from './databases.js';

const DAY = 24 * 60 * 60 * 1000;
const MAX_DAYS = 365;
const HEAD = ['ID', 'CREATED', 'EXPIRES'];

type Invites = Pick<Databases, 'invites'>;
type Out = Pick<Terminal, 'say'>;

export function invitationCommands(program: Command, context: AdminContext): void {
  const { terminal } = context;
  program
    .command('invite')
    .summary('Create an invitation link.')
    .description('Print a link with which one person can create one account. For a drive with\nSHOEBOX_SIGN_UP=invite.')
    .option('--days <n>', 'Days until the link expires.', daysOf, 7)
    .action(({ days }: { days: number }) => withDatabases(context, (databases, config) => invite(databases, { days }, config, terminal)));
  program
    .command('invites')
    .description('List the invitations that can still be used.')
    .action(() => withDatabases(context, (databases) => listInvites(databases, terminal)));
  program
    .command('withdraw')
    .description('Withdraw an invitation that nobody has used.')
    .argument('<invitation>', 'the ID or link of an invitation')
    .action((which: string) => withDatabases(context, (databases) => withdrawInvite(databases, which, terminal)));
}

/** Prints the link alone on the first line. It is never shown again. */
export async function invite(
  { invites }: Invites,
  { days }: { days: number },
  config: Pick<Config, 'host' | 'port' | 'publicUrl' | 'signUp'>,
  terminal: Out,
): Promise<void> {
  const { token, hash } = makeOpaqueToken('invite');
  const createdAt = new Date();
  const expiresAt = new Date(createdAt.getTime() + days * DAY);
  await invites.insert({ tokenHash: hash, createdAt, expiresAt, usedAt: null });
  terminal.say(`${addresses(config, config.port)[0]}/invite/${token}`);
  terminal.say(`One person can create one account with this link. Expires: ${minute(expiresAt)}. ID: ${inviteName(hash)}.`);
  if (!config.publicUrl)
    terminal.say('If people open the drive at another address, set SHOEBOX_PUBLIC_URL, or replace the address in the link.');
  if (config.signUp !== 'invite') {
    terminal.say(`Invitations are needed only with SHOEBOX_SIGN_UP=invite; on this drive it is ${config.signUp}.`);
  }
}

/** The first to expire first. */
export async function listInvites({ invites }: Invites, terminal: Out): Promise<void> {
  const open = await invites.list(new Date());
  const rows = open.map(({ tokenHash: hash, createdAt, expiresAt }) => [inviteName(hash), minute(createdAt), minute(expiresAt)]);
  for (const line of table([HEAD, ...rows], { right: [] })) terminal.say(line);
}

/** @param which ID, link or token @throws CommandError when no invitation matches, or several do */
export async function withdrawInvite({ invites }: Invites, which: string, terminal: Out): Promise<void> {
  const [found, ...more] = (await invites.list(new Date())).filter(matcher(which));
  if (more.length > 0) throw new CommandError(`Several invitations begin with ${which}. Use the whole link.`);
  if (!found || !(await invites.remove(found.tokenHash))) {
    throw new CommandError(`There is no open invitation ${which}. It was used or has expired. To list all: npm run admin -- invites`);
  }
  terminal.say(`Withdrawn: nobody can create an account with invitation ${inviteName(found.tokenHash)}.`);
}

function matcher(which: string): (one: Invite) => boolean {
  const token = which.replace(/\/+$/, '').split('/').at(-1)!;
  if (tokenKind(token) === 'invite') return ({ tokenHash: hash }) => hash === tokenHash(token);
  return ({ tokenHash: hash }) => which.length >= INVITE_NAME_LENGTH && hash.startsWith(which.toLowerCase());
}

function daysOf(text: string): number {
  const days = /^\d{1,3}$/.test(text) ? Number(text) : NaN;
  if (!(days >= 1 && days <= MAX_DAYS)) throw usageError(`--days is ${text}; use a number from 1 to ${MAX_DAYS}.`);
  return days;
}
