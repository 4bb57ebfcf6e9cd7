import { Controller, Delete, Get, Param, Post } from '@nestjs/common';

import { NewAddressKey, type AddressKeyInfo, type AddressKeyList, type AddressKeyMade } from '#libs/api/signed-address.js';
import { Caller, Needs, type Identity } from '#libs/http/identity.js';
import { JsonBody } from '#libs/http/json-body.js';

import { AddressKeys } from './address-keys.service.js';

/** The keys of the caller for signed addresses. As with access tokens, only a session may manage them. */
@Needs('account')
@Controller('api/signing-keys')
export class AddressKeysController {
  constructor(private readonly keys: AddressKeys) {}

  @Get()
  async list(@Caller() { userId }: Identity): Promise<AddressKeyList> {
    return { items: await this.keys.list(userId) };
  }

  @Post()
  create(@Caller() { userId }: Identity, @JsonBody(NewAddressKey) body: NewAddressKey): Promise<AddressKeyMade> {
    return this.keys.create(userId, body);
  }

  /** The gateway answers 204. It needs the name for the log of the account. */
  @Delete(':id')
  revoke(@Caller() { userId }: Identity, @Param('id') id: string): Promise<AddressKeyInfo> {
    return this.keys.revoke(userId, id);
  }
}
