import { Module } from '@nestjs/common';

import { AccessTokensController } from './access-tokens.controller.js';
import { AccessTokens } from './access-tokens.service.js';

/** Named tokens for tools. */
@Module({ controllers: [AccessTokensController], providers: [AccessTokens] })
export class AccessTokensModule {}
