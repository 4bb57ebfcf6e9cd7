import { Controller, HttpCode, Post } from '@nestjs/common';

import { PasswordHasher } from '#libs/accounts/password-hasher.js';
import { refuseWeak } from '#libs/accounts/weak-password.js';
import { PasswordChange } from '#libs/contract/account.js';
import { Problem } from '#libs/contract/errors.js';
import { ClientAddress } from '#libs/http/client-address.js';
import { Caller, Needs, type Identity } from '#libs/http/identity.js';
import { JsonBody } from '#libs/http/json-body.js';
import { SessionRepository } from '#libs/ports/session-repository.js';
import { UserRepository } from '#libs/ports/user-repository.js';

import { ownAccount } from './own-account.js';
import { PasswordGuess } from './password-guess.js';

/** Changes the password. It ends the caller's other sessions and no named token. */
@Controller('api/auth/password')
export class ChangePassword {
  constructor(
    private readonly users: UserRepository,
    private readonly sessions: SessionRepository,
    private readonly guess: PasswordGuess,
    private readonly hasher: PasswordHasher,
  ) {}

  /** @throws Problem BAD_CREDENTIALS when `current` is wrong, which counts as a failed guess, or replaced meanwhile; WEAK_PASSWORD */
  @Needs('account')
  @Post()
  @HttpCode(204)
  async change(
    @Caller() { userId, sessionId }: Identity,
    @JsonBody(PasswordChange) { current, next }: PasswordChange,
    @ClientAddress() address: string,
  ): Promise<void> {
    const user = await ownAccount(this.users, userId);
    refuseWeak(next, user.email);
    if (!(await this.guess.isRight({ user, identifier: user.id, password: current, address }))) {
      throw new Problem('BAD_CREDENTIALS', 'The current password is not right. Type it again.');
    }
    const to = await this.hasher.hash(next);
    const endOthers = () => this.sessions.removeAll(userId, sessionId ?? undefined);
    // Before as well as after: a crash between the two must not leave the new password beside the old sessions.
    await endOthers();
    const changed = await this.users.setPasswordHash(userId, { from: user.passwordHash, to });
    await endOthers();
    if (!changed) throw new Problem('BAD_CREDENTIALS', 'The password was changed elsewhere just now. Log in with the new one.');
  }
}
