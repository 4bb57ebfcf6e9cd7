import { inviteName } from '#libs/accounts/opaque-token.js';

import type { CopySource, DriveEndpoint } from './drive-endpoint.js';

/** What the source has. */
interface AccountCounts {
  accounts: number;
  sessions: number;
  tokens: number;
  invites: number;
}

/**
 * Copies accounts with their passwords, quotas, sessions, tokens, keys of signed addresses and presets, and open invitations: nobody has to
 * log in again. Changes and removals since an earlier run are copied too: a revoked token or key must not work at the target.
 */
export async function copyAccounts(source: CopySource, target: DriveEndpoint): Promise<AccountCounts> {
  const counts = { accounts: 0, sessions: 0, tokens: 0, invites: await copyInvites(source, target) };
  // First: another account may have the e-mail of a removed one.
  await removeAccounts(source, target);
  for (const user of await source.users.list()) {
    const existing = await target.users.find(user.id);
    if (!existing) await target.users.insert(user);
    else await target.users.setPasswordHash(user.id, { from: existing.passwordHash, to: user.passwordHash });
    await target.quotas.setQuotaOf(user.id, await source.quotas.quotaOf(user.id));
    counts.accounts++;
    counts.sessions += await copySessions(source.sessions, target.sessions, user.id);
    counts.tokens += await copyTokens(source.accessTokens, target.accessTokens, user.id);
    await copyAddressKeys(source.addressKeys, target.addressKeys, user.id);
    await copyPresets(source.presets, target.presets, user.id);
  }
  return counts;
}

/** Removes accounts that the source does not have. `removeDeleted` removes their images, and with them their shares. */
async function removeAccounts(source: CopySource, target: DriveEndpoint): Promise<void> {
  for (const { id } of await target.users.list()) {
    if (await source.users.find(id)) continue;
    await target.sessions.removeAll(id);
    await target.accessTokens.removeAll(id);
    await target.addressKeys.removeAll(id);
    await target.presets.removeAll(id);
    for (const album of await target.albums.list(id)) await target.albums.remove(album.id, id);
    await target.quotas.setQuotaOf(id, null);
    await target.users.remove(id);
  }
}

async function copySessions(source: CopySource['sessions'], target: DriveEndpoint['sessions'], userId: string): Promise<number> {
  const wanted = await source.list(userId);
  const ids = new Set(wanted.map(({ id }) => id));
  for (const { id } of await target.list(userId)) if (!ids.has(id)) await target.remove(userId, id);
  for (const session of wanted) if (!(await target.find(session.tokenHash))) await target.insert(session);
  return wanted.length;
}

async function copyTokens(source: CopySource['accessTokens'], target: DriveEndpoint['accessTokens'], userId: string): Promise<number> {
  const wanted = await source.list(userId);
  const ids = new Set(wanted.map(({ id }) => id));
  for (const { id } of await target.list(userId)) if (!ids.has(id)) await target.remove(userId, id);
  for (const token of wanted) if (!(await target.find(token.tokenHash))) await target.insert(token);
  return wanted.length;
}

async function copyAddressKeys(source: CopySource['addressKeys'], target: DriveEndpoint['addressKeys'], owner: string): Promise<void> {
  const wanted = await source.list(owner);
  const ids = new Set(wanted.map(({ id }) => id));
  for (const { id } of await target.list(owner)) if (!ids.has(id)) await target.remove(owner, id);
  for (const key of wanted) if (!(await target.find(key.id))) await target.insert(key);
}

async function copyPresets(source: CopySource['presets'], target: DriveEndpoint['presets'], owner: string): Promise<void> {
  const wanted = await source.list(owner);
  const names = new Set(wanted.map(({ name }) => name));
  for (const { name } of await target.list(owner)) if (!names.has(name)) await target.remove(owner, name);
  for (const preset of wanted) await target.set(owner, preset);
}

/** Copies open invitations, and removes those used or withdrawn since an earlier run. */
async function copyInvites(source: CopySource, target: DriveEndpoint): Promise<number> {
  const now = new Date();
  const [wanted, there] = await Promise.all([source.invites.list(now), target.invites.list(now)]);
  const hashes = new Set(wanted.map(({ tokenHash }) => tokenHash));
  for (const { tokenHash } of there) if (!hashes.has(tokenHash)) await target.invites.remove(tokenHash);
  for (const invite of wanted) if (!(await target.invites.find(invite.tokenHash))) await target.invites.insert(invite);
  return wanted.length;
}

/** A line for each open invitation that is not open at the target. */
export async function compareInvites(source: CopySource, target: DriveEndpoint): Promise<string[]> {
  const now = new Date();
  const there = new Set((await target.invites.list(now)).map(({ tokenHash }) => tokenHash));
  const missing = (await source.invites.list(now)).filter(({ tokenHash }) => !there.has(tokenHash));
  return missing.map(({ tokenHash }) => `the invitation ${inviteName(tokenHash)} is missing or not open`);
}
