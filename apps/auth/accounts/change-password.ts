import { Controller, HttpCode, Post } from '@nestjs/common';

import { PasswordChange } from '#libs/contract/account.js';
import { Problem } from '#libs/contract/errors.js';
import { Caller, Needs, type Identity } from '#libs/http/identity.js';
import { JsonBody } from '#libs/http/json-body.js';
import { SessionRepository } from '#libs/ports/session-repository.js';
import { UserRepository } from '#libs/ports/user-repository.js';

import { ClientAddress } from './client-address.js';
import { PasswordGuess } from './password-guess.js';
import { PasswordHasher } from './password-hasher.js';
import { refuseWeak } from './weak-password.js';

/** Changes the password. It ends the caller's other sessions and no named token. */
@Controller('api/auth/password')
export class ChangePassword {
  constructor(
    private readonly users: UserRepository,
    private readonly sessions: SessionRepository,
    private readonly guess: PasswordGuess,
    private readonly hasher: PasswordHasher,
  ) {}

  /** @throws Problem BAD_CREDENTIALS when `current` is wrong, which counts as a failed guess; WEAK_PASSWORD */
  @Needs('account')
  @Post()
  @HttpCode(204)
  async change(
    @Caller() { userId, sessionId }: Identity,
    @JsonBody(PasswordChange) { current, next }: PasswordChange,
    @ClientAddress() address: string,
  ): Promise<void> {
    const user = await this.users.find(userId);
    if (!user) throw new Problem('NOT_LOGGED_IN', 'This account is no longer there.');
    refuseWeak(next, user.email);
    if (!(await this.guess.isRight({ user, identifier: user.id, password: current, address }))) {
      throw new Problem('BAD_CREDENTIALS', 'The current password is not right. Type it again.');
    }
    const passwordHash = await this.hasher.hash(next);
    const endOthers = () => this.sessions.removeSessions(userId, sessionId ?? undefined);
    // Before as well as after: a crash between the two must not leave the new password beside the old sessions.
    await endOthers();
    await this.users.setPasswordHash(userId, passwordHash);
    await endOthers();
  }
}
