import { createHash } from 'node:crypto';

import { Injectable } from '@nestjs/common';

import { PasswordHasher } from '#libs/accounts/password-hasher.js';
import { accountGuessLimit, addressGuessLimit, RateLimits } from '#libs/accounts/rate-limits.js';
import type { User } from '#libs/ports/user-repository.js';

export interface GuessOf {
  /** null when there is no such account: the guess takes the same way, and is wrong. */
  user: User | null;
  /** What was typed to name the account. */
  identifier: string;
  password: string;
  /** Who guesses. */
  address: string;
}

/** One guess of a password, under the limits for the account and for the address it comes from. Right ones are not counted. */
@Injectable()
export class PasswordGuess {
  constructor(
    private readonly hasher: PasswordHasher,
    private readonly limits: RateLimits,
  ) {}

  /** @throws Problem RATE_LIMITED, UNAVAILABLE */
  async isRight({ user, identifier, password, address }: GuessOf): Promise<boolean> {
    const limits = [accountGuessLimit(user?.id ?? unknown(identifier)), addressGuessLimit(address)];
    // Looked at here as well: who is over the limit takes no place in the queue for hashing.
    await this.limits.admit(limits);
    const limited = (isRight: () => Promise<boolean>) => this.limits.guess(limits, isRight);
    return this.hasher.isRight({ passwordHash: user?.passwordHash, password, limited });
  }
}

/** Unknown accounts have their limit too, or it would tell which ones exist. Hashed: people type passwords into the wrong field. */
function unknown(identifier: string): string {
  return createHash('sha256').update(identifier.toLowerCase()).digest('hex');
}
