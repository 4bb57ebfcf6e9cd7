import { Controller, Get } from '@nestjs/common';

import { Public } from '#libs/http/identity.js';

import { SigningKeys } from './signing-keys.service.js';

/** The public keys with which other services verify inner tokens (RFC 7517). */
@Controller('.well-known/jwks.json')
export class SigningKeysController {
  constructor(private readonly keys: SigningKeys) {}

  @Public()
  @Get()
  jwks() {
    return this.keys.jwks();
  }
}
