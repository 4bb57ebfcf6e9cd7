import { INVITE_NAME_LENGTH, inviteName, tokenHash, tokenKind } from '#libs/accounts/opaque-token.js';
import type { Invite } from '#libs/ports/invite-repository.js';
import { table } from '#libs/terminal/table.js';
import type { Terminal } from '#libs/terminal/terminal.js';

import { AdminError } from './admin-error.js';
import type { Databases } from './databases.js';
import { minute } from './minute.js';

const HEAD = ['INVITATION', 'MADE', 'ENDS'];

/** Prints the invitations that can still be used, the first to end first. */
export async function listInvites({ invites }: Pick<Databases, 'invites'>, terminal: Pick<Terminal, 'say'>): Promise<void> {
  const open = await invites.list(new Date());
  const rows = open.map(({ tokenHash: hash, createdAt, expiresAt }) => [inviteName(hash), minute(createdAt), minute(expiresAt)]);
  for (const line of table([HEAD, ...rows], { right: [] })) terminal.say(line);
}

/** Ends one that nobody has used. @param which its name, its link or its token @throws AdminError when there is none, or several */
export async function withdrawInvite(
  { invites }: Pick<Databases, 'invites'>,
  { which }: { which: string },
  terminal: Pick<Terminal, 'say'>,
): Promise<void> {
  const [invite, ...more] = (await invites.list(new Date())).filter(meant(which));
  if (more.length > 0) throw new AdminError(`Several invitations begin with ${which}. Give the whole link.`);
  if (!invite || !(await invites.remove(invite.tokenHash))) {
    throw new AdminError(`There is no open invitation ${which}. It was used, or has ended. Those that are open: npm run admin -- invites`);
  }
  terminal.say(`Withdrawn. Nobody can make an account with the invitation ${inviteName(invite.tokenHash)} any more.`);
}

function meant(which: string): (invite: Invite) => boolean {
  const token = which.replace(/\/+$/, '').split('/').at(-1)!;
  if (tokenKind(token) === 'invite') return ({ tokenHash: hash }) => hash === tokenHash(token);
  return ({ tokenHash: hash }) => which.length >= INVITE_NAME_LENGTH && hash.startsWith(which.toLowerCase());
}
