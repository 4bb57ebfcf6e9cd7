import { Inject, Injectable } from '@nestjs/common';

import { tokenHash } from '#libs/accounts/opaque-token.js';
import { Problem } from '#libs/contract/errors.js';
import type { Logger } from '#libs/http/log.js';
import { InviteRepository } from '#libs/ports/invite-repository.js';
import { UserRepository } from '#libs/ports/user-repository.js';

import { CONFIG, LOGGER, type AuthConfig } from '../auth-resources.js';
import { RepositoryFull } from '#libs/ports/errors.js';

/** Who may make an account: everybody, nobody, or whoever has an invitation. The first account can always be made: it is the owner's. */
@Injectable()
export class Admission {
  constructor(
    private readonly users: UserRepository,
    private readonly invites: InviteRepository,
    @Inject(CONFIG) private readonly config: AuthConfig,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  /** Looks only. @throws Problem SIGN_UP_CLOSED, INVITE_USED, INVITE_ENDED */
  async check(invite: string | undefined): Promise<void> {
    const hash = await this.needed(invite);
    if (hash !== null) await this.refuseUnusable(hash, new Date());
  }

  /**
   * Makes the account, and uses up the invitation where one is needed. It is taken first, so that it never makes two, and comes back only
   * when it is certain that no account was made.
   * @throws Problem as `check`, and what `make` throws
   */
  async admit<T>(invite: string | undefined, make: () => Promise<T>): Promise<T> {
    const hash = await this.needed(invite);
    if (hash === null) return make();
    const at = new Date();
    if (!(await this.invites.redeem(hash, at))) {
      await this.refuseUnusable(hash, at);
      throw used();
    }
    try {
      return await make();
    } catch (error) {
      if (error instanceof Problem || error instanceof RepositoryFull) await this.giveBack(hash, at);
      throw error;
    }
  }

  /** The hash of the invitation that must be used up, or null where none is needed. */
  private async needed(invite: string | undefined): Promise<string | null> {
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
      'It has ended, or its link is not whole. Open the whole link, or ask the owner of the drive for another.',
    );
  }

  /** What happened to the account is what is told; an invitation that is lost with it can be made again. */
  private async giveBack(hash: string, takenAt: Date): Promise<void> {
    try {
      await this.invites.undoRedeem(hash, takenAt);
    } catch (error) {
      this.logger.warn({ err: error }, 'an invitation that made no account could not be given back');
    }
  }
}

function used(): Problem {
  return new Problem('INVITE_USED', 'Each one works once. If it was you, log in; else ask the owner of the drive for another.');
}
