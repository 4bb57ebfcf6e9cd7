import { megabytes } from '#libs/terminal/progress.js';
import type { Terminal } from '#libs/terminal/terminal.js';

import { accountOf } from './account.js';
import type { Quota } from './arguments.js';
import type { Databases } from './databases.js';

/** Says how much a person may keep, after changing it if that is wanted. `ofAll`: bytes, what the settings say for everybody. */
export async function setQuota(
  { users, quotas }: Pick<Databases, 'users' | 'quotas'>,
  { who, to }: { who: string; to: Quota },
  ofAll: number | null,
  terminal: Pick<Terminal, 'say'>,
): Promise<void> {
  const { id, name, email } = await accountOf(users, who);
  if (to !== 'tell') await quotas.setQuotaOf(id, to);
  const [own, usage] = [await quotas.quotaOf(id), await quotas.usage(id)];
  const bytes = own ? own.bytes : ofAll;
  const limit = bytes === null ? 'as much as there is room for' : `${megabytes(bytes)} MB (${bytes} bytes)`;
  const whose = own ? '' : ', as everybody without a quota of their own';
  terminal.say(`${name} (${email}) may keep ${limit}${whose}, and keeps ${megabytes(usage.bytes)} MB with the trash.`);
  if (bytes !== null && usage.bytes > bytes) terminal.say('That is more than allowed: nothing goes, and nothing more comes in.');
}
