import { parseArgs } from 'node:util';

import type { OwnQuota } from '#libs/ports/quota-repository.js';

import { AdminError } from './admin-error.js';

export const HELP = `The owner's commands. They may be used while the drive is running.

  npm run admin -- users
      Everybody who has an account: since when, pictures, space and last use.

  npm run admin -- invite [--days N]
      Prints a link with which one person can make one account, within 7 days
      unless said otherwise. For a drive that runs with SHOEBOX_SIGN_UP=invite.

  npm run admin -- invites
      The invitations that can still be used: their names and when they end.

  npm run admin -- withdraw INVITATION
      Ends an invitation that nobody has used: its name, or its link.

  npm run admin -- reset-password EMAIL [--generate] [--end-tokens]
      Sets another password and logs the person out everywhere. It is asked for
      twice; or send it on standard input; or let --generate make one and show it.
      Tokens of tools go on working, as after any change of the password. If
      somebody else may have been in the account, end them too: --end-tokens.

  npm run admin -- quota EMAIL [SIZE | none | default]
      How much the person may keep, the trash included: 500MB, 20GB, no limit at
      all, or what SHOEBOX_USER_QUOTA_BYTES says for everybody. Without a size it
      says how much that is now. What is kept already stays.

  npm run admin -- remove EMAIL [--yes]
      Removes the account and all its pictures for good. Asks first, unless --yes.
      The pictures are gone at once; their files go with the next upkeep of the
      running drive.

EMAIL is the e-mail or the user name. The drive is the one that
SHOEBOX_DATA_DIR names, ./data unless it is set.
`;

/** `tell`: only says what it is; null: that of the drive. */
export type Quota = OwnQuota | null | 'tell';

/** What is to be done. */
export type Command =
  | { name: 'help' }
  | { name: 'users' }
  | { name: 'invite'; days: number }
  | { name: 'invites' }
  | { name: 'withdraw'; which: string }
  | { name: 'reset-password'; who: string; generate: boolean; endTokens: boolean }
  | { name: 'quota'; who: string; to: Quota }
  | { name: 'remove'; who: string; yes: boolean };

const OPTIONS = {
  help: { type: 'boolean', short: 'h' },
  days: { type: 'string' },
  generate: { type: 'boolean' },
  'end-tokens': { type: 'boolean' },
  yes: { type: 'boolean' },
} as const;

/** Which of the options a command knows. */
const KNOWN: Record<string, readonly string[]> = {
  users: [],
  invite: ['days'],
  invites: [],
  withdraw: [],
  quota: [],
  'reset-password': ['generate', 'end-tokens'],
  remove: ['yes'],
};

const NAMES = Object.keys(KNOWN).join(', ');
/** Commands that are about nobody in particular. */
const ALONE = ['users', 'invite', 'invites'];

const INVITE_DAYS = 7;
const MOST_DAYS = 365;

/** @throws AdminError with 2 for what is no command */
export function parse(args: readonly string[]): Command {
  const { values, positionals } = read(args);
  const [name, who, ...rest] = positionals;
  if (values.help || name === 'help') return { name: 'help' };
  if (name === undefined) throw misused(`Say what to do: ${NAMES}`);
  const known = Object.hasOwn(KNOWN, name) ? KNOWN[name] : undefined;
  if (!known) throw misused(`There is no command ${name}: only ${NAMES}`);
  const unknown = Object.keys(values).find((option) => !known.includes(option));
  if (unknown) throw misused(`${name} takes no --${unknown}`);
  const extra = ALONE.includes(name) ? who : name === 'quota' ? rest[1] : rest[0];
  if (extra !== undefined) throw misused(`${name} does not know what to do with ${extra}`);
  if (name === 'users' || name === 'invites') return { name };
  if (name === 'invite') return { name, days: daysOf(values.days) };
  if (name === 'withdraw') {
    if (who === undefined) throw misused('Say which invitation: withdraw INVITATION, as invites names it, or its link');
    return { name, which: who };
  }
  if (who === undefined) throw misused(`Say whose account: ${name} EMAIL`);
  if (name === 'quota') return { name, who, to: quotaOf(rest[0]) };
  if (name === 'remove') return { name, who, yes: values.yes ?? false };
  return { name: 'reset-password', who, generate: values.generate ?? false, endTokens: values['end-tokens'] ?? false };
}

const UNITS: Readonly<Record<string, number>> = {
  '': 1,
  kb: 1e3,
  mb: 1e6,
  gb: 1e9,
  tb: 1e12,
  kib: 2 ** 10,
  mib: 2 ** 20,
  gib: 2 ** 30,
  tib: 2 ** 40,
};

function daysOf(text: string | undefined): number {
  if (text === undefined) return INVITE_DAYS;
  const days = /^\d{1,3}$/.test(text) ? Number(text) : NaN;
  if (!(days >= 1 && days <= MOST_DAYS)) throw misused(`--days can't be ${text}: a number from 1 to ${MOST_DAYS}`);
  return days;
}

function quotaOf(text: string | undefined): Quota {
  if (text === undefined) return 'tell';
  if (text === 'default') return null;
  if (text === 'none') return { bytes: null };
  const [, number, unit] = /^(\d{1,15}(?:\.\d{1,3})?) ?([kmgt]i?b|)$/i.exec(text) ?? [];
  const bytes = Math.round(Number(number) * (UNITS[unit?.toLowerCase() ?? ''] ?? NaN));
  if (!Number.isSafeInteger(bytes)) throw misused(`A quota can't be ${text}: a size like 500MB or 20GB, none, or default`);
  return { bytes };
}

function read(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], options: OPTIONS, allowPositionals: true });
  } catch (error) {
    throw misused((error as Error).message.split('. ')[0]!);
  }
}

function misused(what: string): AdminError {
  return new AdminError(`${what}. More: npm run admin -- --help`, 2);
}
