import { createHash } from 'node:crypto';

import { Injectable } from '@nestjs/common';

import { canonicalIdentifier, findUser } from '#libs/accounts/find-user.js';
import { PasswordHasher } from '#libs/accounts/password-hasher.js';
import { accountGuessLimit, addressGuessLimit, RateLimits } from '#libs/accounts/rate-limits.js';
import { refuseWeak } from '#libs/accounts/weak-password.js';
import type { Credentials, LoggedIn, PasswordChange } from '#libs/api/account.js';
import { Problem } from '#libs/api/errors.js';
import type { Identity } from '#libs/http/identity.js';
import { SessionRepository } from '#libs/ports/session-repository.js';
import { UserRepository, type User } from '#libs/ports/user-repository.js';

import { Sessions } from '../sessions/sessions.service.js';

@Injectable()
export class Accounts {
  constructor(
    private readonly users: UserRepository,
    private readonly sessionRepository: SessionRepository,
    private readonly sessions: Sessions,
    private readonly hasher: PasswordHasher,
    private readonly limits: RateLimits,
  ) {}

  /**
   * Logs in by e-mail or user name. The answer and its time are the same for an unknown account and for a wrong password.
   * @throws Problem BAD_CREDENTIALS, RATE_LIMITED
   */
  async logIn({ email, password }: Credentials, address: string, device: string): Promise<LoggedIn> {
    const identifier = canonicalIdentifier(email);
    const user = await findUser(this.users, identifier);
    const right = await this.isRightPassword(password, { user, identifier, address });
    if (!user || !right) throw new Problem('BAD_CREDENTIALS', 'Check both and try again.');
    return this.sessions.start(user, device);
  }

  /** Returns the caller's account. @throws Problem NOT_LOGGED_IN when it was removed since the inner token was issued */
  async find(userId: string): Promise<User> {
    const user = await this.users.find(userId);
    if (!user) throw new Problem('NOT_LOGGED_IN', 'This account no longer exists.');
    return user;
  }

  /**
   * Changes the password. It ends the caller's other sessions and no access token.
   * @throws Problem BAD_CREDENTIALS when `current` is wrong, which counts as a failed guess, or was replaced meanwhile; WEAK_PASSWORD
   */
  async changePassword({ userId, sessionId }: Identity, { current, next }: PasswordChange, address: string): Promise<void> {
    const user = await this.find(userId);
    refuseWeak(next, user.email);
    if (!(await this.isRightPassword(current, { user, identifier: user.id, address }))) {
      throw new Problem('BAD_CREDENTIALS', 'The current password is wrong. Type it again.');
    }
    const to = await this.hasher.hash(next, userId);
    const endOthers = () => this.sessionRepository.removeAll(userId, sessionId ?? undefined);
    // Before as well as after: after a crash between the two, no old session may exist beside the new password.
    await endOthers();
    const changed = await this.users.setPasswordHash(userId, { from: user.passwordHash, to });
    await endOthers();
    if (!changed) throw new Problem('BAD_CREDENTIALS', 'The password was changed elsewhere just now. Log in with the new one.');
  }

  /**
   * Verifies a password under the limits of the account and of the client address; only a wrong password counts. For an unknown account
   * (`user` is null) the same work is done, and the result is false.
   * @throws Problem RATE_LIMITED, UNAVAILABLE
   */
  private async isRightPassword(password: string, { user, identifier, address }: GuessedAccount): Promise<boolean> {
    const limits = [accountGuessLimit(user?.id ?? hashOf(identifier)), addressGuessLimit(address)];
    // Checked here as well: a caller over the limit takes no place in the hasher's queue.
    await this.limits.admit(limits);
    const limited = (isRight: () => Promise<boolean>) => this.limits.guess(limits, isRight);
    return this.hasher.isRight({ passwordHash: user?.passwordHash, password, caller: address, limited });
  }
}

interface GuessedAccount {
  user: User | null;
  /** What was typed to name the account. */
  identifier: string;
  /** The client address. */
  address: string;
}

/** Unknown accounts have a limit too, or it would tell which accounts exist. Hashed, as people type passwords into the wrong field. */
function hashOf(identifier: string): string {
  return createHash('sha256').update(identifier.toLowerCase()).digest('hex');
}
