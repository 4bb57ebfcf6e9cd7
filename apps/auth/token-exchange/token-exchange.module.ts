import { Module } from '@nestjs/common';

import { SigningKeysModule } from '../keys/signing-keys.module.js';
import { TokenExchangeController } from './token-exchange.controller.js';
import { TokenExchange } from './token-exchange.service.js';

/** Exchanges the token of a request from outside for an inner token. */
@Module({ imports: [SigningKeysModule], controllers: [TokenExchangeController], providers: [TokenExchange] })
export class TokenExchangeModule {}
