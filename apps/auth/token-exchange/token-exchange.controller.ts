import { Controller, HttpCode, Post } from '@nestjs/common';

import { Exchange, type Exchanged } from '#libs/api/account.js';
import { Public } from '#libs/http/identity.js';
import { JsonBody } from '#libs/http/json-body.js';

import { TokenExchange } from './token-exchange.service.js';

/** Only the gateway can reach it. */
@Controller('exchange')
export class TokenExchangeController {
  constructor(private readonly tokenExchange: TokenExchange) {}

  @Public()
  @Post()
  @HttpCode(200)
  exchange(@JsonBody(Exchange) { token, audience }: Exchange): Promise<Exchanged> {
    return this.tokenExchange.exchange(token, audience);
  }
}
