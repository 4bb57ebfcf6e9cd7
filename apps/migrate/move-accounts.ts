import { inviteName } from '#libs/accounts/opaque-token.js';
import type { AccessTokenRepository } from '#libs/ports/access-token-repository.js';
import type { SessionRepository } from '#libs/ports/session-repository.js';

import type { Place } from './place.js';

/** How many of each the source has. */
export interface AccountCounts {
  accounts: number;
  sessions: number;
  tokens: number;
  invites: number;
}

/**
 * Copies accounts with their passwords, quotas, sessions and tokens, and open invitations: nobody has to log in again. What was changed,
 * ended or removed since an earlier call is so here too: a token that was taken back must not open the drive again.
 */
export async function moveAccounts(source: Place, target: Place): Promise<AccountCounts> {
  const counts = { accounts: 0, sessions: 0, tokens: 0, invites: await moveInvites(source, target) };
  // First, since another may have their e-mail by now.
  await dropAccounts(source, target);
  for (const user of await source.users.list()) {
    const there = await target.users.find(user.id);
    if (!there) await target.users.insert(user);
    else await target.users.setPasswordHash(user.id, { from: there.passwordHash, to: user.passwordHash });
    await target.quotas.setQuotaOf(user.id, await source.quotas.quotaOf(user.id));
    counts.accounts++;
    counts.sessions += await moveSessions(source.sessions, target.sessions, user.id);
    counts.tokens += await moveTokens(source.accessTokens, target.accessTokens, user.id);
  }
  return counts;
}

/** Accounts that are gone at the source; their pictures go as those do that were deleted there, and take their links with them. */
async function dropAccounts(source: Place, target: Place): Promise<void> {
  for (const { id } of await target.users.list()) {
    if (await source.users.find(id)) continue;
    await target.sessions.removeAll(id);
    await target.accessTokens.removeAll(id);
    for (const album of await target.albums.list(id)) await target.albums.remove(album.id, id);
    await target.quotas.setQuotaOf(id, null);
    await target.users.remove(id);
  }
}

async function moveSessions(source: SessionRepository, target: SessionRepository, userId: string): Promise<number> {
  const wanted = await source.list(userId);
  const ids = new Set(wanted.map(({ id }) => id));
  for (const { id } of await target.list(userId)) if (!ids.has(id)) await target.remove(userId, id);
  for (const session of wanted) if (!(await target.find(session.tokenHash))) await target.insert(session);
  return wanted.length;
}

async function moveTokens(source: AccessTokenRepository, target: AccessTokenRepository, userId: string): Promise<number> {
  const wanted = await source.list(userId);
  const ids = new Set(wanted.map(({ id }) => id));
  for (const { id } of await target.list(userId)) if (!ids.has(id)) await target.remove(userId, id);
  for (const token of wanted) if (!(await target.find(token.tokenHash))) await target.insert(token);
  return wanted.length;
}

/** Those that can still be used; one that was used or withdrawn since an earlier call is open here no more. */
async function moveInvites(source: Place, target: Place): Promise<number> {
  const now = new Date();
  const [wanted, there] = await Promise.all([source.invites.list(now), target.invites.list(now)]);
  const hashes = new Set(wanted.map(({ tokenHash }) => tokenHash));
  for (const { tokenHash } of there) if (!hashes.has(tokenHash)) await target.invites.remove(tokenHash);
  for (const invite of wanted) if (!(await target.invites.find(invite.tokenHash))) await target.invites.insert(invite);
  return wanted.length;
}

/** The open invitations of the source that are not there or not open at the target, in words. */
export async function compareInvites(source: Place, target: Place): Promise<string[]> {
  const now = new Date();
  const there = new Set((await target.invites.list(now)).map(({ tokenHash }) => tokenHash));
  const missing = (await source.invites.list(now)).filter(({ tokenHash }) => !there.has(tokenHash));
  return missing.map(({ tokenHash }) => `the invitation ${inviteName(tokenHash)} is not there, or not open`);
}
