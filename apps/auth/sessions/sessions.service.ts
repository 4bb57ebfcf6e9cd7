import { Inject, Injectable } from '@nestjs/common';
import { ulid } from 'ulid';

import { makeOpaqueToken } from '#libs/accounts/opaque-token.js';
import { Account, type LoggedIn, type SessionList } from '#libs/api/account.js';
import { Problem } from '#libs/api/errors.js';
import { SessionRepository, type Session } from '#libs/ports/session-repository.js';
import { UserRepository, type User } from '#libs/ports/user-repository.js';

import { AccountEvents } from '../account-log/account-log.service.js';
import { CONFIG, type AuthConfig } from '../resources/auth-resources.js';
import type { Client } from '../client/client.js';

/** Live sessions of one account. A script that logs in at each run and never out must not fill the database. */
const MAX_SESSIONS = 100;

const DAY = 24 * 60 * 60 * 1000;

/** When a session expires that was last used at this time. */
export function sessionExpiry(lastUsedAt: Date, sessionDays: number): Date {
  return new Date(lastUsedAt.getTime() + sessionDays * DAY);
}

@Injectable()
export class Sessions {
  constructor(
    private readonly users: UserRepository,
    private readonly sessions: SessionRepository,
    private readonly events: AccountEvents,
    @Inject(CONFIG) private readonly config: AuthConfig,
  ) {}

  /**
   * Starts a session for a user whose password was verified. It is always a new one, which prevents session fixation. Beyond 100 sessions
   * of one account it ends the ones that were not used for longest.
   * @throws Problem BAD_CREDENTIALS when the password was changed, or the account removed, since the user was read
   */
  async start(user: User, device: string): Promise<LoggedIn> {
    const { token, hash } = makeOpaqueToken('session');
    const now = new Date();
    const session: Session = {
      id: ulid().toLowerCase(),
      userId: user.id,
      tokenHash: hash,
      device,
      createdAt: now,
      lastUsedAt: now,
      expiresAt: sessionExpiry(now, this.config.sessionDays),
    };
    await this.sessions.insert(session);
    // A password change ends all sessions. One that started with the old password a moment later must not survive it.
    const current = await this.users.find(user.id);
    if (current?.passwordHash !== user.passwordHash) {
      await this.sessions.remove(user.id, session.id);
      throw new Problem('BAD_CREDENTIALS', 'The password was changed just now. Log in with the new one.');
    }
    await this.endLeastUsed(user.id, session.id);
    return { user: Account.parse(user), sessionToken: token, expiresAt: session.expiresAt.toISOString() };
  }

  /** Returns the sessions that have not expired, latest use first. */
  async list(userId: string, currentId: string | null): Promise<SessionList['items']> {
    const now = new Date();
    const all = await this.sessions.list(userId);
    return all
      .filter(({ expiresAt }) => expiresAt > now)
      .map(({ id, device, createdAt, lastUsedAt, expiresAt }) => ({
        id,
        device,
        createdAt: createdAt.toISOString(),
        lastUsedAt: lastUsedAt.toISOString(),
        expiresAt: expiresAt.toISOString(),
        current: id === currentId,
      }));
  }

  /** @throws Problem NOT_FOUND, the same for another user's session as for an unknown one */
  async revoke(userId: string, id: string, client: Client): Promise<void> {
    const ended = (await this.sessions.list(userId)).find((session) => session.id === id);
    if (ended && (await this.sessions.remove(userId, id))) return this.events.note(userId, 'session-ended', client, ended.device);
    throw new Problem('NOT_FOUND', 'You have no such session. It may have ended already.');
  }

  /** Ends the session of the caller. A session that has ended meanwhile is no error. */
  async end(userId: string, sessionId: string | null, client: Client): Promise<void> {
    if (sessionId && (await this.sessions.remove(userId, sessionId))) await this.events.note(userId, 'logged-out', client);
  }

  /** After the insert, so that of simultaneous log-ins the last one sees all. @param newest is kept, even where the clock was set back */
  private async endLeastUsed(userId: string, newest: string): Promise<void> {
    const others = (await this.sessions.list(userId)).filter(({ id }) => id !== newest);
    for (const { id } of others.slice(MAX_SESSIONS - 1)) await this.sessions.remove(userId, id);
  }
}
