import { Controller, Get } from '@nestjs/common';

import type { AccountLogList } from '#libs/api/account.js';
import { Caller, Needs, type Identity } from '#libs/http/identity.js';

import { AccountEvents } from './account-log.service.js';

/** The log of the caller's account. An access token may not see it: it has addresses. */
@Needs('account')
@Controller('api/auth/log')
export class AccountLogController {
  constructor(private readonly events: AccountEvents) {}

  @Get()
  list(@Caller() { userId }: Identity): Promise<AccountLogList> {
    return this.events.list(userId);
  }
}
