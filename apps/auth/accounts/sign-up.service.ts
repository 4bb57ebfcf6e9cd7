import { Injectable } from '@nestjs/common';
import { ulid } from 'ulid';

import { PasswordHasher, tooManyLogIns } from '#libs/accounts/password-hasher.js';
import { RateLimits, signUpLimit } from '#libs/accounts/rate-limits.js';
import { refuseWeak } from '#libs/accounts/weak-password.js';
import { Semaphore } from '#libs/concurrency/semaphore.js';
import type { LoggedIn, NewAccount } from '#libs/api/account.js';
import { Problem } from '#libs/api/errors.js';
import { EmailTaken, NameTaken } from '#libs/ports/errors.js';
import { UserRepository, type User } from '#libs/ports/user-repository.js';

import { Sessions } from '../sessions/sessions.service.js';
import { Admission } from './admission.service.js';
import { checkedEmail } from './email.js';
import { userNames } from './user-name.js';

const MAX_WAITING = 1000;

@Injectable()
export class SignUp {
  /** One at a time: the limit and the number of accounts are read before the write that changes them. */
  private readonly semaphore = new Semaphore({ permits: 1, maxQueued: MAX_WAITING, refusal: tooManyLogIns });

  constructor(
    private readonly users: UserRepository,
    private readonly hasher: PasswordHasher,
    private readonly limits: RateLimits,
    private readonly sessions: Sessions,
    private readonly admission: Admission,
  ) {}

  /**
   * Creates an account and logs in.
   * @throws Problem SIGN_UP_CLOSED, INVITE_USED, INVITE_ENDED, BAD_EMAIL, WEAK_PASSWORD, RATE_LIMITED, EMAIL_TAKEN
   */
  async signUp({ email: typed, password, invite }: NewAccount, address: string, device: string): Promise<LoggedIn> {
    await this.admission.check(invite);
    const email = checkedEmail(typed);
    refuseWeak(password, email);
    await this.count(address);
    if (await this.users.findByEmail(email)) throw emailTaken();
    const passwordHash = await this.hasher.hash(password, address);
    const user = await this.semaphore.run(() => this.admission.admit(invite, () => this.insert(email, passwordHash)), address);
    return this.sessions.start(user, device);
  }

  /** Counts attempts, not created accounts, as the answer tells whether an e-mail has an account. */
  private async count(address: string): Promise<void> {
    const limits = [signUpLimit(address)];
    await this.semaphore.run(async () => {
      await this.limits.admit(limits);
      await this.limits.note(limits);
    }, address);
  }

  private async insert(email: string, passwordHash: string): Promise<User> {
    const account = { id: ulid().toLowerCase(), email, passwordHash, createdAt: new Date() };
    for (const name of userNames(email)) {
      try {
        await this.users.insert({ ...account, name });
        return { ...account, name };
      } catch (error) {
        if (error instanceof EmailTaken) throw emailTaken();
        if (!(error instanceof NameTaken)) throw error;
      }
    }
    throw new Error('unreachable: userNames has no end');
  }
}

function emailTaken(): Problem {
  return new Problem('EMAIL_TAKEN', 'Log in with it, or sign up with another e-mail.');
}
