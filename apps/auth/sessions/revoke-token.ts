import { Controller, Delete, HttpCode, Param } from '@nestjs/common';

import { Problem } from '#libs/contract/errors.js';
import { Caller, Needs, type Identity } from '#libs/http/identity.js';
import { AccessTokenRepository } from '#libs/ports/access-token-repository.js';

/** Takes a named token away from its tool. */
@Controller('api/auth/tokens/:id')
export class RevokeToken {
  constructor(private readonly accessTokens: AccessTokenRepository) {}

  /** @throws Problem NOT_FOUND, the same for another person's token as for none */
  @Needs('account')
  @Delete()
  @HttpCode(204)
  async revoke(@Caller() { userId }: Identity, @Param('id') id: string): Promise<void> {
    if (!(await this.accessTokens.remove(userId, id))) throw new Problem('NOT_FOUND', 'You have no such token; it may be revoked already.');
  }
}
