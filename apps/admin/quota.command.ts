import type { Command } from 'commander';

import type { OwnQuota } from '#libs/ports/quota-repository.js';
import { usageError } from '#libs/terminal/command-error.js';
import { megabytes } from '#libs/terminal/progress.js';

import { findAccount, withDatabases, type AdminContext, type Databases } from './databases.js';

/** Null: the drive's default. */
type Quota = OwnQuota | null;

export function quotaCommand(program: Command, context: AdminContext): void {
  program
    .command('quota')
    .summary('Show or set how much an account may store.')
    .description('Show or set how much an account may store, with the trash. Pictures that are\nstored already stay, also above the quota.')
    .argument('<email>', 'the e-mail or user name of an account')
    .argument('[size]', 'such as 500MB or 20GB, none (no limit), or default (SHOEBOX_USER_QUOTA_BYTES)', quotaOf)
    .action((email: string, quota: Quota | undefined) =>
      withDatabases(context, (databases, { userQuotaBytes = null }) => setQuota(databases, { email, quota, userQuotaBytes }, context)),
    );
}

/** Sets the quota unless it is undefined, then prints quota and usage. */
async function setQuota(
  { users, quotas }: Pick<Databases, 'users' | 'quotas'>,
  { email: emailOrName, quota, userQuotaBytes }: { email: string; quota: Quota | undefined; userQuotaBytes: number | null },
  { terminal }: AdminContext,
): Promise<void> {
  const { id, name, email } = await findAccount(users, emailOrName);
  if (quota !== undefined) await quotas.setQuotaOf(id, quota);
  const [own, usage] = [await quotas.quotaOf(id), await quotas.usage(id)];
  const bytes = own ? own.bytes : userQuotaBytes;
  const limit = bytes === null ? 'without a limit' : `up to ${megabytes(bytes)} MB (${bytes} bytes)`;
  const kind = own ? 'a quota of its own' : 'the default for all accounts';
  terminal.say(`${name} (${email}) may store pictures ${limit}, ${kind}. Used with the trash: ${megabytes(usage.bytes)} MB.`);
  if (bytes !== null && usage.bytes > bytes) terminal.say('This is above the quota: stored pictures stay, new uploads are refused.');
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

function quotaOf(text: string): Quota {
  if (text === 'default') return null;
  if (text === 'none') return { bytes: null };
  const [, number, unit] = /^(\d{1,15}(?:\.\d{1,3})?) ?([kmgt]i?b|)$/i.exec(text) ?? [];
  const bytes = Math.round(Number(number) * (UNITS[unit?.toLowerCase() ?? ''] ?? NaN));
  if (!Number.isSafeInteger(bytes)) throw usageError(`The quota is ${text}; use a size such as 500MB or 20GB, none, or default.`);
  return { bytes };
}
