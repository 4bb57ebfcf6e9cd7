import { Inject, Injectable } from '@nestjs/common';
import { ulid } from 'ulid';

import { makeOpaqueToken } from '#libs/accounts/opaque-token.js';
import { Account, type LoggedIn } from '#libs/contract/account.js';
import { Problem } from '#libs/contract/errors.js';
import { SessionRepository, type Session } from '#libs/ports/session-repository.js';
import { UserRepository, type User } from '#libs/ports/user-repository.js';

import { CONFIG, type AuthConfig } from '../auth-resources.js';
import { sessionEnd } from './session-end.js';

/** Begins a session; always a new one, so that nobody can be given a session that another knows (fixation). */
@Injectable()
export class SessionStart {
  constructor(
    private readonly users: UserRepository,
    private readonly sessions: SessionRepository,
    @Inject(CONFIG) private readonly config: AuthConfig,
  ) {}

  /** @throws Problem BAD_CREDENTIALS when the password was changed, or the account removed, since the user was read */
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
      expiresAt: sessionEnd(now, this.config.sessionDays),
    };
    await this.sessions.insert(session);
    // A change of password ends all sessions; one that began with the old password a moment later must not outlive it.
    const current = await this.users.find(user.id);
    if (current?.passwordHash !== user.passwordHash) {
      await this.sessions.remove(user.id, session.id);
      throw new Problem('BAD_CREDENTIALS', 'The password was changed just now. Log in with the new one.');
    }
    return { user: Account.parse(user), sessionToken: token, expiresAt: session.expiresAt.toISOString() };
  }
}
