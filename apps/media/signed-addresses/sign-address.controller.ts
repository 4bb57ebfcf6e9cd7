import { Controller, HttpCode, Param, Post } from '@nestjs/common';

import { NewSignedAddress, type SignedAddress } from '#libs/api/signed-address.js';
import { Caller, Needs, type Identity } from '#libs/http/identity.js';
import { JsonBody } from '#libs/http/json-body.js';

import { SignedTransforms } from './signed-transforms.js';

/** Signs an address. It publishes an image as a link does, so it needs the same scope. */
@Controller('api/images/:id/sign')
export class SignAddressController {
  constructor(private readonly transforms: SignedTransforms) {}

  @Needs('share')
  @Post()
  @HttpCode(200)
  sign(
    @Caller() { userId }: Identity,
    @Param('id') id: string,
    @JsonBody(NewSignedAddress) body: NewSignedAddress,
  ): Promise<SignedAddress> {
    return this.transforms.sign(userId, id, body);
  }
}
