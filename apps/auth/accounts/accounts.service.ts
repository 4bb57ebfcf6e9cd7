import { createHash } from 'node:crypto';

import { Injectable } from '@nestjs/common';

import { canonicalIdentifier, findUser } from '#libs/accounts/find-user.js';
import { PasswordHasher } from '#libs/accounts/password-hasher.js';
import { knownGuessLimits, logInLimits, RateLimits, strangerGuessLimits, type Limit } from '#libs/accounts/rate-limits.js';
import { refuseWeak } from '#libs/accounts/weak-password.js';
import type { Credentials, PasswordChange, SessionStarted } from '#libs/api/account.js';
import { Problem } from '#libs/api/errors.js';
import type { Identity } from '#libs/http/identity.js';
import { siteOf } from '#libs/http/networks.js';
import { SessionRepository } from '#libs/ports/session-repository.js';
import { UserRepository, type User } from '#libs/ports/user-repository.js';

import { AccountEvents } from '../account-log/account-log.service.js';
import type { Client } from '../client/client.js';
import { Sessions } from '../sessions/sessions.service.js';
import { deviceOf, renewCookie } from './device-cookies.js';
import { handleOf } from './user-name.js';

@Injectable()
export class Accounts {
  constructor(
    private readonly users: UserRepository,
    private readonly sessionRepository: SessionRepository,
    private readonly sessions: Sessions,
    private readonly events: AccountEvents,
    private readonly hasher: PasswordHasher,
    private readonly limits: RateLimits,
  ) {}

  /**
   * Logs in by e-mail or user name. The answer, its time and what is counted are the same for an unknown account and for a wrong password.
   * @throws Problem BAD_CREDENTIALS, RATE_LIMITED
   */
  async logIn({ email, password }: Credentials, client: Client): Promise<SessionStarted> {
    const identifier = canonicalIdentifier(email);
    const handle = hashOf(handleOf(identifier));
    const user = await findUser(this.users, identifier);
    const device = user && deviceOf(user, client.deviceCookie);
    const right = await this.isRightPassword(password, {
      user,
      client,
      ofWrong: device ? knownGuessLimits(user.id, device) : strangerGuessLimits(handle, client.address),
      ofRight: logInLimits(user?.id ?? handle, client.address),
      target: device ?? handle,
      caller: device ?? siteOf(client.address),
    });
    if (!user || !right) throw new Problem('BAD_CREDENTIALS', 'Check both and try again.');
    const loggedIn = await this.sessions.start(user, client.device);
    await this.events.note(user.id, 'logged-in', client);
    return { ...loggedIn, deviceCookie: renewCookie(user, client.deviceCookie) };
  }

  /** Returns the caller's account. @throws Problem NOT_LOGGED_IN when it was removed since the inner token was issued */
  async find(userId: string): Promise<User> {
    const user = await this.users.find(userId);
    if (!user) throw new Problem('NOT_LOGGED_IN', 'This account no longer exists.');
    return user;
  }

  /**
   * Changes the password. It ends the caller's other sessions, every device cookie of the account, and no access token. Guesses of strangers don't prevent it: a wrong `current`
   * counts for the session.
   * @returns the device cookie of this client for the new password
   * @throws Problem BAD_CREDENTIALS when `current` is wrong, or was replaced meanwhile; RATE_LIMITED, WEAK_PASSWORD
   */
  async changePassword({ userId, sessionId }: Identity, { current, next }: PasswordChange, client: Client): Promise<string> {
    const user = await this.find(userId);
    refuseWeak(next, user.email);
    const ofWrong = knownGuessLimits(userId, sessionId ?? userId);
    if (!(await this.isRightPassword(current, { user, client, ofWrong, ofRight: [], target: userId, caller: userId }))) {
      throw new Problem('BAD_CREDENTIALS', 'The current password is wrong. Type it again.');
    }
    const to = await this.hasher.hash(next, userId);
    const endOthers = () => this.sessionRepository.removeAll(userId, sessionId ?? undefined);
    // Before as well as after: after a crash between the two, no old session may exist beside the new password.
    await endOthers();
    const changed = await this.users.setPasswordHash(userId, { from: user.passwordHash, to });
    await endOthers();
    if (!changed) throw new Problem('BAD_CREDENTIALS', 'The password was changed elsewhere just now. Log in with the new one.');
    await this.events.note(userId, 'password-changed', client);
    return renewCookie({ id: userId, passwordHash: to }, client.deviceCookie);
  }

  /**
   * Verifies a password under limits. For an unknown account (`user` is null) the same work is done, and the result is false.
   * @throws Problem RATE_LIMITED, UNAVAILABLE
   */
  private async isRightPassword(password: string, { user, client, ofWrong, ofRight, target, caller }: GuessedAccount): Promise<boolean> {
    try {
      // Checked here as well: a caller over the limit takes no place in the hasher's queue.
      await this.limits.admit([...ofWrong, ...ofRight]);
      const limited = (isRight: () => Promise<boolean>) => this.limits.guess(ofWrong, isRight, ofRight);
      return await this.hasher.isRight({ passwordHash: user?.passwordHash, password, target, caller, limited });
    } catch (error) {
      if (user && error instanceof Problem && error.code === 'RATE_LIMITED') this.events.noteRefused(user.id, client);
      throw error;
    }
  }
}

interface GuessedAccount {
  user: User | null;
  client: Client;
  /** Limits of wrong and of right passwords. */
  ofWrong: readonly Limit[];
  ofRight: readonly Limit[];
  /** Whose password it is, and who guesses: see `PasswordHasher`. */
  target: string;
  caller: string;
}

/** Hashed, as people type passwords into the wrong field, and what they type is stored. */
function hashOf(handle: string): string {
  return createHash('sha256').update(handle).digest('hex');
}
