import { Controller, Get } from '@nestjs/common';

import { Caller, Needs, type Identity } from '#libs/http/identity.js';
import { AccessTokenRepository } from '#libs/ports/access-token-repository.js';

import { tokenInfo } from './token-info.js';

/** The caller's named tokens, newest first; never the tokens themselves. */
@Controller('api/auth/tokens')
export class ListTokens {
  constructor(private readonly accessTokens: AccessTokenRepository) {}

  @Needs('account')
  @Get()
  async list(@Caller() { userId }: Identity) {
    const tokens = await this.accessTokens.list(userId);
    return { items: tokens.map(tokenInfo) };
  }
}
