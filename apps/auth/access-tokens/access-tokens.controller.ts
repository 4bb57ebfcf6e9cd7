import { Controller, Delete, Get, HttpCode, Param, Post } from '@nestjs/common';

import { NewToken } from '#libs/api/account.js';
import { Caller, Needs, type Identity } from '#libs/http/identity.js';
import { JsonBody } from '#libs/http/json-body.js';

import { FromClient, type Client } from '../client/client.js';
import { AccessTokens } from './access-tokens.service.js';

/** The access tokens of the caller. Only a session may manage them. */
@Needs('account')
@Controller('api/auth/tokens')
export class AccessTokensController {
  constructor(private readonly accessTokens: AccessTokens) {}

  @Get()
  async list(@Caller() { userId }: Identity) {
    return { items: await this.accessTokens.list(userId) };
  }

  @Post()
  create(@Caller() { userId }: Identity, @JsonBody(NewToken) request: NewToken, @FromClient() client: Client) {
    return this.accessTokens.create(userId, request, client);
  }

  @Delete(':id')
  @HttpCode(204)
  revoke(@Caller() { userId }: Identity, @Param('id') id: string, @FromClient() client: Client): Promise<void> {
    return this.accessTokens.revoke(userId, id, client);
  }
}
