import { Module } from '@nestjs/common';

import { AccountLogModule } from '../account-log/account-log.module.js';
import { AccessTokensController } from './access-tokens.controller.js';
import { AccessTokens } from './access-tokens.service.js';

/** Named tokens for tools. */
@Module({ imports: [AccountLogModule], controllers: [AccessTokensController], providers: [AccessTokens] })
export class AccessTokensModule {}
