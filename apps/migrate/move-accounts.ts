import { inviteName } from '#libs/accounts/opaque-token.js';

import type { Place } from './place.js';

/** How many of each the source has. */
export interface AccountCounts {
  accounts: number;
  sessions: number;
  tokens: number;
  invites: number;
}

/**
 * Copies accounts with their passwords, quotas, sessions and tokens, and open invitations: nobody has to log in again. What is there already
 * stays.
 */
export async function moveAccounts(source: Place, target: Place): Promise<AccountCounts> {
  const counts = { accounts: 0, sessions: 0, tokens: 0, invites: await moveInvites(source, target) };
  for (const user of await source.users.list()) {
    if (!(await target.users.find(user.id))) await target.users.insert(user);
    await target.images.setQuotaOf(user.id, await source.images.quotaOf(user.id));
    counts.accounts++;
    for (const session of await source.sessions.listSessions(user.id)) {
      if (!(await target.sessions.findSession(session.tokenHash))) await target.sessions.insertSession(session);
      counts.sessions++;
    }
    for (const token of await source.sessions.listTokens(user.id)) {
      if (!(await target.sessions.findToken(token.tokenHash))) await target.sessions.insertToken(token);
      counts.tokens++;
    }
  }
  return counts;
}

/** Those that can still be used; one that was used or withdrawn since an earlier call is open here no more. */
async function moveInvites(source: Place, target: Place): Promise<number> {
  const now = new Date();
  const [wanted, there] = await Promise.all([source.sessions.listInvites(now), target.sessions.listInvites(now)]);
  const hashes = new Set(wanted.map(({ tokenHash }) => tokenHash));
  for (const { tokenHash } of there) if (!hashes.has(tokenHash)) await target.sessions.removeInvite(tokenHash);
  for (const invite of wanted) if (!(await target.sessions.findInvite(invite.tokenHash))) await target.sessions.insertInvite(invite);
  return wanted.length;
}

/** The open invitations of the source that are not there or not open at the target, in words. */
export async function compareInvites(source: Place, target: Place): Promise<string[]> {
  const now = new Date();
  const there = new Set((await target.sessions.listInvites(now)).map(({ tokenHash }) => tokenHash));
  const missing = (await source.sessions.listInvites(now)).filter(({ tokenHash }) => !there.has(tokenHash));
  return missing.map(({ tokenHash }) => `the invitation ${inviteName(tokenHash)} is not there, or not open`);
}
