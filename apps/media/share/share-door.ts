import { Injectable } from '@nestjs/common';

import { Problem } from '#libs/contract/errors.js';
import { SHARE_TOKEN } from '#libs/contract/share.js';
import { ShareRepository, type ShareRow } from '#libs/ports/share-repository.js';

import { isProof } from './share-proof.js';

/** Said of a link that never was, of one that ended and of all that it does not give, so that nobody learns which of them it is. */
export const nothingShared = () => new Problem('NOT_FOUND', 'There is nothing to see here. The link may have ended, or be misspelt.');

/** Decides, at every request anew, whether a link lets somebody in. */
@Injectable()
export class ShareDoor {
  constructor(private readonly shares: ShareRepository) {}

  /** The link, while it is open. @throws Problem NOT_FOUND */
  async find(token: string): Promise<ShareRow> {
    const share = SHARE_TOKEN.test(token) ? await this.shares.findByToken(token) : null;
    if (!share || (share.expiresAt && share.expiresAt.getTime() <= Date.now())) throw nothingShared();
    return share;
  }

  /** The same for who showed the password, where there is one. @throws Problem NOT_FOUND, PASSWORD_NEEDED */
  async enter(token: string, proof: string | string[] | undefined): Promise<ShareRow> {
    const share = await this.find(token);
    const shown = typeof proof === 'string' ? proof : undefined;
    if (share.passwordHash === null || isProof(share, shown, Date.now())) return share;
    throw new Problem('PASSWORD_NEEDED', 'Type the password that came with the link.');
  }
}
