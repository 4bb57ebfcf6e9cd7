import { Controller, HttpCode, Param, Post } from '@nestjs/common';

import { PasswordHasher } from '#libs/accounts/password-hasher.js';
import { addressGuessLimit, RateLimits, shareGuessLimit } from '#libs/accounts/rate-limits.js';
import { Problem } from '#libs/contract/errors.js';
import { UnlockRequest, type Unlocked } from '#libs/contract/share.js';
import { ClientAddress } from '#libs/http/client-address.js';
import { Public } from '#libs/http/identity.js';
import { JsonBody } from '#libs/http/json-body.js';

import { nothingShared, ShareDoor } from './share-door.js';
import { makeProof, PROOF_SECONDS } from './share-proof.js';

/** One guess of a link's password, under the limits that guesses at the log-in have. */
@Controller('shared/:token/unlock')
export class UnlockShare {
  constructor(
    private readonly door: ShareDoor,
    private readonly hasher: PasswordHasher,
    private readonly limits: RateLimits,
  ) {}

  @Public()
  @Post()
  @HttpCode(200)
  async unlock(
    @Param('token') token: string,
    @ClientAddress() address: string,
    @JsonBody(UnlockRequest) { password }: UnlockRequest,
  ): Promise<Unlocked> {
    const share = await this.door.find(token);
    const { passwordHash } = share;
    if (passwordHash === null) throw nothingShared();
    const limits = [shareGuessLimit(share.id), addressGuessLimit(address)];
    // Looked at here as well: who is over the limit takes no place in the queue for hashing.
    await this.limits.admit(limits);
    const limited = (isRight: () => Promise<boolean>) => this.limits.guess(limits, isRight);
    if (!(await this.hasher.isRight({ passwordHash, password, limited }))) {
      throw new Problem('WRONG_PASSWORD', 'Try again, or ask who sent you the link.');
    }
    return { proof: makeProof(share, Date.now()), seconds: PROOF_SECONDS };
  }
}
