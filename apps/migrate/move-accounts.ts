import type { Place } from './place.js';

export interface AccountCounts {
  accounts: number;
  sessions: number;
  tokens: number;
}

/** Copies accounts with their passwords, quotas, sessions and tokens: nobody has to log in again. What is there already stays. */
export async function moveAccounts(source: Place, target: Place): Promise<AccountCounts> {
  const counts = { accounts: 0, sessions: 0, tokens: 0 };
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
