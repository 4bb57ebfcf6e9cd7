import { Controller, HttpCode, Post } from '@nestjs/common';

import { canonicalIdentifier, findUser } from '#libs/accounts/find-user.js';
import { Credentials, type LoggedIn } from '#libs/contract/account.js';
import { Problem } from '#libs/contract/errors.js';
import { ClientAddress } from '#libs/http/client-address.js';
import { Public } from '#libs/http/identity.js';
import { JsonBody } from '#libs/http/json-body.js';
import { UserRepository } from '#libs/ports/user-repository.js';

import { Device } from '../sessions/device.js';
import { SessionStart } from '../sessions/session-start.js';
import { PasswordGuess } from './password-guess.js';

/** Logs in by e-mail or user name. The answer and its time are the same for an unknown account and for a wrong password. */
@Controller('api/auth/login')
export class LogIn {
  constructor(
    private readonly users: UserRepository,
    private readonly guess: PasswordGuess,
    private readonly sessions: SessionStart,
  ) {}

  @Public()
  @Post()
  @HttpCode(200)
  async logIn(@JsonBody(Credentials) body: Credentials, @ClientAddress() address: string, @Device() device: string): Promise<LoggedIn> {
    const identifier = canonicalIdentifier(body.email);
    const user = await findUser(this.users, identifier);
    const right = await this.guess.isRight({ user, identifier, password: body.password, address });
    if (!user || !right) throw new Problem('BAD_CREDENTIALS', 'Check both and try again.');
    return this.sessions.start(user, device);
  }
}
