import { Controller, Delete, HttpCode, Param } from '@nestjs/common';

import { Problem } from '#libs/contract/errors.js';
import { Caller, Needs, type Identity } from '#libs/http/identity.js';
import { SessionRepository } from '#libs/ports/session-repository.js';

/** Ends one session of the caller, also the one that asks. */
@Controller('api/auth/sessions/:id')
export class RevokeSession {
  constructor(private readonly sessions: SessionRepository) {}

  /** @throws Problem NOT_FOUND, the same for another person's session as for none */
  @Needs('account')
  @Delete()
  @HttpCode(204)
  async revoke(@Caller() { userId }: Identity, @Param('id') id: string): Promise<void> {
    if (!(await this.sessions.remove(userId, id))) throw new Problem('NOT_FOUND', 'You have no such session; it may have ended.');
  }
}
