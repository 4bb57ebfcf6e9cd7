import { Controller, Get } from '@nestjs/common';

import { Account } from '#libs/contract/account.js';
import { Problem } from '#libs/contract/errors.js';
import { Caller, Needs, type Identity } from '#libs/http/identity.js';
import { UserRepository } from '#libs/ports/user-repository.js';

/** Whose session or token this is. */
@Controller('api/auth/me')
export class Me {
  constructor(private readonly users: UserRepository) {}

  @Needs('any')
  @Get()
  async me(@Caller() { userId }: Identity) {
    const user = await this.users.find(userId);
    if (!user) throw new Problem('NOT_LOGGED_IN', 'This account is no longer there.');
    return { user: Account.parse(user) };
  }
}
