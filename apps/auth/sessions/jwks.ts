import { Controller, Get } from '@nestjs/common';

import { Public } from '#libs/http/identity.js';

import { SigningKeys } from './signing-keys.js';

/** The public keys with which other services verify inner JWTs (RFC 7517). */
@Controller('.well-known/jwks.json')
export class Jwks {
  constructor(private readonly keys: SigningKeys) {}

  @Public()
  @Get()
  jwks() {
    return this.keys.jwks();
  }
}
