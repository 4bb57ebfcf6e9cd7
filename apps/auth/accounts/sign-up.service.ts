import { Injectable } from '@nestjs/common';
import { ulid } from 'ulid';

import { tokenHash } from '#libs/accounts/opaque-token.js';
import { PasswordHasher, tooManyLogIns } from '#libs/accounts/password-hasher.js';
import { inviteLimit, RateLimits, signUpLimits } from '#libs/accounts/rate-limits.js';
import { refuseWeak } from '#libs/accounts/weak-password.js';
import { Semaphore } from '#libs/concurrency/semaphore.js';
import type { NewAccount, SessionStarted } from '#libs/api/account.js';
import { Problem } from '#libs/api/errors.js';
import { siteOf } from '#libs/http/networks.js';
import { EmailTaken, NameTaken } from '#libs/ports/errors.js';
import { UserRepository, type User } from '#libs/ports/user-repository.js';

import { AccountEvents } from '../account-log/account-log.service.js';
import type { Client } from '../client/client.js';
import { Sessions } from '../sessions/sessions.service.js';
import { Admission } from './admission.service.js';
import { renewCookie } from './device-cookies.js';
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
    private readonly events: AccountEvents,
  ) {}

  /**
   * Creates an account and logs in.
   * @throws Problem SIGN_UP_CLOSED, INVITE_USED, INVITE_ENDED, BAD_EMAIL, WEAK_PASSWORD, RATE_LIMITED, EMAIL_TAKEN
   */
  async signUp({ email: typed, password, invite }: NewAccount, client: Client): Promise<SessionStarted> {
    await this.admission.check(invite);
    const email = checkedEmail(typed);
    refuseWeak(password, email);
    const site = siteOf(client.address);
    await this.count(client.address);
    await this.refuseTaken(email, invite);
    const passwordHash = await this.hasher.hash(password, site);
    const user = await this.semaphore.run(() => this.admission.admit(invite, () => this.insert(email, passwordHash)), site);
    await this.events.note(user.id, 'signed-up', client);
    return {
      ...(await this.sessions.start(user, client.device)),
      deviceCookie: renewCookie(user, client.deviceCookie),
    };
  }

  /** Counts attempts, not created accounts, as the answer tells whether an e-mail has an account. */
  private async count(address: string): Promise<void> {
    const limits = signUpLimits(address);
    await this.semaphore.run(async () => {
      await this.limits.admit(limits);
      await this.limits.note(limits);
    }, siteOf(address));
  }

  /** An invitation is not used up by an e-mail that has an account. So these are counted: it must not tell of any number of people. */
  private async refuseTaken(email: string, invite: string | undefined): Promise<void> {
    const limits = invite === undefined ? [] : [inviteLimit(tokenHash(invite))];
    const isFree = await this.limits.guess(limits, async () => (await this.users.findByEmail(email)) === null);
    if (!isFree) throw emailTaken();
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
