/** An invitation: a link by which one person may create an account. */
export interface Invite {
  /** SHA-256 of the token in hex; unique. The token itself is never stored. */
  tokenHash: string;
  createdAt: Date;
  expiresAt: Date;
  /** null: not redeemed yet. */
  usedAt: Date | null;
}

/**
 * Invitations. An expired one is found until `AuthDatabase.forgetExpired` deletes it. Every call may throw `RepositoryUnavailable`, every
 * change `RepositoryFull`.
 */
export abstract class InviteRepository {
  abstract insert(invite: Invite): Promise<void>;
  /** Finds redeemed and expired invitations as well. */
  abstract find(tokenHash: string): Promise<Invite | null>;
  /** The invitations that can be redeemed at this time, earliest expiry first. */
  abstract list(at: Date): Promise<Invite[]>;
  /**
   * Redeems the invitation in one atomic step: of several callers at once one gets true.
   * @returns false when it was redeemed, has expired or does not exist
   */
  abstract redeem(tokenHash: string, at: Date): Promise<boolean>;
  /** Undoes the `redeem` of this very time. */
  abstract undoRedeem(tokenHash: string, redeemedAt: Date): Promise<void>;
  /** Removes an invitation that was not redeemed. @returns false when it was, or does not exist */
  abstract remove(tokenHash: string): Promise<boolean>;
}
