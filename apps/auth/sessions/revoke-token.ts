import { Controller, Delete, HttpCode, Param } from '@nestjs/common';

import { Problem } from '#libs/contract/errors.js';
import { Caller, Needs, type Identity } from '#libs/http/identity.js';
import { SessionRepository } from '#libs/ports/session-repository.js';

/** Takes a named token away from its tool. */
@Controller('api/auth/tokens/:id')
export class RevokeToken {
  constructor(private readonly sessions: SessionRepository) {}

  /** @throws Problem NOT_FOUND, the same for another person's token as for none */
  @Needs('account')
  @Delete()
  @HttpCode(204)
  async revoke(@Caller() { userId }: Identity, @Param('id') id: string): Promise<void> {
    if (!(await this.sessions.removeToken(userId, id)))
      throw new Problem('NOT_FOUND', 'You have no such token; it may be revoked already.');
  }
}
