import { Controller, Post } from '@nestjs/common';
import { ulid } from 'ulid';

import { Semaphore } from '#libs/concurrency/semaphore.js';
import { PasswordHasher } from '#libs/accounts/password-hasher.js';
import { RateLimits, signUpLimit } from '#libs/accounts/rate-limits.js';
import { refuseWeak } from '#libs/accounts/weak-password.js';
import { NewAccount, type LoggedIn } from '#libs/contract/account.js';
import { Problem } from '#libs/contract/errors.js';
import { ClientAddress } from '#libs/http/client-address.js';
import { Public } from '#libs/http/identity.js';
import { JsonBody } from '#libs/http/json-body.js';
import { UserRepository, type User } from '#libs/ports/user-repository.js';

import { Device } from '../sessions/device.js';
import { SessionStart } from '../sessions/session-start.js';
import { Admission } from './admission.js';
import { checkedEmail } from './email.js';
import { userNames } from './user-name.js';
import { EmailTaken, NameTaken } from '#libs/ports/errors.js';

const MAX_WAITING = 1000;

/** Makes an account, and logs in. */
@Controller('api/auth/signup')
export class SignUp {
  /** One at a time: between looking (at the limit, at whether anybody is there yet) and noting lies a write. */
  private readonly turn = new Semaphore(1, MAX_WAITING);

  constructor(
    private readonly users: UserRepository,
    private readonly hasher: PasswordHasher,
    private readonly limits: RateLimits,
    private readonly sessions: SessionStart,
    private readonly admission: Admission,
  ) {}

  @Public()
  @Post()
  async signUp(@JsonBody(NewAccount) body: NewAccount, @ClientAddress() address: string, @Device() device: string): Promise<LoggedIn> {
    await this.admission.check(body.invite);
    const email = checkedEmail(body.email);
    refuseWeak(body.password, email);
    await this.count(address);
    if (await this.users.findByEmail(email)) throw emailTaken();
    const passwordHash = await this.hasher.hash(body.password);
    const user = await this.turn.run(() => this.admission.admit(body.invite, () => this.insert(email, passwordHash)));
    return this.sessions.start(user, device);
  }

  /** Counts tries, not accounts made, since the answer tells whether an e-mail has an account. */
  private async count(address: string): Promise<void> {
    const limits = [signUpLimit(address)];
    await this.turn.run(async () => {
      await this.limits.admit(limits);
      await this.limits.note(limits);
    });
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
    throw new Error('there is always one more name');
  }
}

function emailTaken(): Problem {
  return new Problem('EMAIL_TAKEN', 'Log in with it, or sign up with another e-mail.');
}
