import { Controller, Get } from '@nestjs/common';

import { Account } from '#libs/contract/account.js';
import { Caller, Needs, type Identity } from '#libs/http/identity.js';
import { UserRepository } from '#libs/ports/user-repository.js';

import { ownAccount } from './own-account.js';

/** Whose session or token this is. */
@Controller('api/auth/me')
export class Me {
  constructor(private readonly users: UserRepository) {}

  @Needs('any')
  @Get()
  async me(@Caller() { userId }: Identity) {
    return { user: Account.parse(await ownAccount(this.users, userId)) };
  }
}
