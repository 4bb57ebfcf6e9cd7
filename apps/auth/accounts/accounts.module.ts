import { Module } from '@nestjs/common';

import { AccountLogModule } from '../account-log/account-log.module.js';
import { SessionsModule } from '../sessions/sessions.module.js';
import { AccountsController } from './accounts.controller.js';
import { Accounts } from './accounts.service.js';
import { Admission } from './admission.service.js';
import { SignUp } from './sign-up.service.js';

/** Accounts: sign-up, log-in, the caller's own account and its password. */
@Module({
  imports: [AccountLogModule, SessionsModule],
  controllers: [AccountsController],
  providers: [Accounts, SignUp, Admission],
})
export class AccountsModule {}
