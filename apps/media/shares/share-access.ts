import { Injectable } from '@nestjs/common';

import { PasswordHasher } from '#libs/accounts/password-hasher.js';
import { RateLimits, shareGuessLimits } from '#libs/accounts/rate-limits.js';
import { Problem } from '#libs/api/errors.js';
import { SHARE_TOKEN, type Unlocked } from '#libs/api/share.js';
import { siteOf } from '#libs/http/networks.js';
import { ShareRepository, type ShareRow } from '#libs/ports/share-repository.js';

import { isProofToken, makeProofToken, PROOF_SECONDS } from './proof-token.js';

/** The same answer for a share that never existed, one that ended and whatever a share does not include: none can be told from another. */
export const nothingShared = () =>
  new Problem('NOT_FOUND', 'Nothing is shared at this address. The link may have expired or be incomplete.');

/** Errors that are answered alike, so that nobody learns what a share does not include. */
const HIDDEN: readonly string[] = ['NOT_FOUND', 'NOT_READY', 'PASSWORD_NEEDED'];

/** Whether an error says what a visitor may not know; it is answered as `nothingShared`. */
export function isHidden(error: unknown): boolean {
  return error instanceof Problem && HIDDEN.includes(error.code);
}

/** Visitors can't bring back an original. */
const DAMAGED =
  'The original of this picture is missing or damaged; smaller sizes may still be shown. Tell the person who sent you the link.';

/** The same error, in words for visitors when it is about a damaged original. */
export function damagedForVisitors(error: unknown): unknown {
  return error instanceof Problem && error.code === 'CORRUPT' ? new Problem('CORRUPT', DAMAGED, { cause: error }) : error;
}

/** Decides whether a visitor may see a share. It is checked at every request, so a share that ends is closed at once. */
@Injectable()
export class ShareAccess {
  constructor(
    private readonly shares: ShareRepository,
    private readonly hasher: PasswordHasher,
    private readonly limits: RateLimits,
  ) {}

  /** Returns the share if it has no password or the proof token is valid. @throws Problem NOT_FOUND, PASSWORD_NEEDED */
  async open(token: string, proof: string | undefined): Promise<ShareRow> {
    const share = await this.find(token);
    if (share.passwordHash === null || isProofToken(share, proof, Date.now())) return share;
    throw new Problem('PASSWORD_NEEDED', 'Enter the password for this link.');
  }

  /**
   * Checks one guess of the password, under limits of this visitor and a larger one of the share.
   * @param address of the visitor
   * @throws Problem NOT_FOUND, WRONG_PASSWORD, RATE_LIMITED
   */
  async unlock(token: string, password: string, address: string): Promise<Unlocked> {
    const share = await this.find(token);
    const { passwordHash } = share;
    if (passwordHash === null) throw nothingShared();
    const limits = shareGuessLimits(share.id, address);
    // Checked here as well, so that a guess over the limit takes no place in the queue for hashing.
    await this.limits.admit(limits);
    const limited = (isRight: () => Promise<boolean>) => this.limits.guess(limits, isRight);
    if (
      !(await this.hasher.isRight({
        passwordHash,
        password,
        target: `${share.id} from ${siteOf(address)}`,
        caller: siteOf(address),
        limited,
      }))
    ) {
      throw new Problem('WRONG_PASSWORD', 'Try again, or ask the person who sent you the link.');
    }
    return { proof: makeProofToken(share, Date.now()), seconds: PROOF_SECONDS };
  }

  private async find(token: string): Promise<ShareRow> {
    const share = SHARE_TOKEN.test(token) ? await this.shares.findByToken(token) : null;
    if (!share || (share.expiresAt && share.expiresAt.getTime() <= Date.now())) throw nothingShared();
    return share;
  }
}
