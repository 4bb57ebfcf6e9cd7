import { inviteName, makeOpaqueToken } from '#libs/accounts/opaque-token.js';
import type { Config } from '#libs/config/config.js';
import { addresses } from '#libs/process/addresses.js';
import type { Terminal } from '#libs/terminal/terminal.js';

import type { Databases } from './databases.js';
import { minute } from './minute.js';

const DAY = 24 * 60 * 60 * 1000;

/** Makes an invitation and prints its link, which is shown this once, alone on the first line. */
export async function makeInvite(
  { invites }: Pick<Databases, 'invites'>,
  { days }: { days: number },
  config: Pick<Config, 'host' | 'port' | 'publicUrl' | 'signUp'>,
  terminal: Pick<Terminal, 'say'>,
): Promise<void> {
  const { token, hash } = makeOpaqueToken('invite');
  const createdAt = new Date();
  const expiresAt = new Date(createdAt.getTime() + days * DAY);
  await invites.insert({ tokenHash: hash, createdAt, expiresAt, usedAt: null });
  terminal.say(`${addresses(config, config.port)[0]}/invite/${token}`);
  terminal.say(
    `One person can make one account with it, until ${minute(expiresAt)}. Among the invitations its name is ${inviteName(hash)}.`,
  );
  if (!config.publicUrl)
    terminal.say('If people open the drive at another address, put that in the place of this one (SHOEBOX_PUBLIC_URL).');
  if (config.signUp !== 'invite') {
    terminal.say(`It is asked for only where the drive runs with SHOEBOX_SIGN_UP=invite; here the setting is ${config.signUp}.`);
  }
}
