import { Module } from '@nestjs/common';

import { AccountLogModule } from '../account-log/account-log.module.js';
import { ForgetExpired } from './forget-expired.js';
import { SessionsController } from './sessions.controller.js';
import { Sessions } from './sessions.service.js';

/** Log-ins of browsers and tools. */
@Module({ imports: [AccountLogModule], controllers: [SessionsController], providers: [Sessions, ForgetExpired], exports: [Sessions] })
export class SessionsModule {}
