import { Inject, Injectable } from '@nestjs/common';

import { tokenHash } from '#libs/accounts/opaque-token.js';
import { Problem } from '#libs/api/errors.js';
import type { Logger } from '#libs/http/log.js';
import { RepositoryFull } from '#libs/ports/errors.js';
import { InviteRepository } from '#libs/ports/invite-repository.js';
import { UserRepository } from '#libs/ports/user-repository.js';

import { CONFIG, LOGGER, type AuthConfig } from '../resources/auth-resources.js';

/** Decides who may sign up: everybody, nobody, or a person with an invitation. The first account, the owner's, is always admitted. */
@Injectable()
export class Admission {
  constructor(
    private readonly users: UserRepository,
    private readonly invites: InviteRepository,
    @Inject(CONFIG) private readonly config: AuthConfig,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  /** Checks without redeeming the invitation. @throws Problem SIGN_UP_CLOSED, INVITE_USED, INVITE_ENDED */
  async check(invite: string | undefined): Promise<void> {
    const hash = await this.requiredInvite(invite);
    if (hash !== null) await this.refuseUnusable(hash, new Date());
  }

  /**
   * Creates the account and redeems the invitation where one is required. The invitation is redeemed first, so it never creates two
   * accounts; that is undone only when it is certain that no account was created.
   * @throws Problem as `check`, and the errors of `create`
   */
  async admit<T>(invite: string | undefined, create: () => Promise<T>): Promise<T> {
    const hash = await this.requiredInvite(invite);
    if (hash === null) return create();
    const at = new Date();
    if (!(await this.invites.redeem(hash, at))) {
      await this.refuseUnusable(hash, at);
      throw used();
    }
    try {
      return await create();
    } catch (error) {
      if (error instanceof Problem || error instanceof RepositoryFull) await this.undoRedeem(hash, at);
      throw error;
    }
  }

  /** Returns the hash of the invitation that must be redeemed, or null when none is required. */
  private async requiredInvite(invite: string | undefined): Promise<string | null> {
    const { signUp } = this.config;
    if (signUp === 'open' || (await this.users.list()).length === 0) return null;
    if (signUp === 'closed') throw new Problem('SIGN_UP_CLOSED', 'Ask the owner of the drive for an account.');
    if (!invite) throw new Problem('SIGN_UP_CLOSED', 'Ask the owner of the drive for an invitation, and open its link.');
    return tokenHash(invite);
  }

  private async refuseUnusable(hash: string, at: Date): Promise<void> {
    const found = await this.invites.find(hash);
    if (found?.usedAt) throw used();
    if (found && found.expiresAt > at) return;
    throw new Problem(
      'INVITE_ENDED',
      'The invitation has expired, or its link is incomplete. Open the whole link, or ask the owner of the drive for another.',
    );
  }

  /** Logs an error instead of throwing it: the caller must see the error of the account, and the owner can create another invitation. */
  private async undoRedeem(hash: string, redeemedAt: Date): Promise<void> {
    try {
      await this.invites.undoRedeem(hash, redeemedAt);
    } catch (error) {
      this.logger.warn({ err: error }, 'an invitation that created no account could not be made usable again');
    }
  }
}

function used(): Problem {
  return new Problem('INVITE_USED', 'An invitation works once. If you used it, log in. Otherwise ask the owner of the drive for another.');
}
