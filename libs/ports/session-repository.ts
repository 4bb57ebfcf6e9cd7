/** One log-in of a browser or tool. */
export interface Session {
  id: string;
  userId: string;
  /** SHA-256 of the session token in hex; unique. The token itself is never stored. */
  tokenHash: string;
  /** The user agent that logged in, as it names itself. */
  device: string;
  createdAt: Date;
  lastUsedAt: Date;
  expiresAt: Date;
}

/**
 * Sessions. An expired session is found until `AuthDatabase.forgetExpired` deletes it: the caller compares the time. Every call may throw
 * `RepositoryUnavailable`, every change `RepositoryFull`.
 */
export abstract class SessionRepository {
  abstract insert(session: Session): Promise<void>;
  abstract find(tokenHash: string): Promise<Session | null>;
  /** All sessions of the user, latest use first. */
  abstract list(userId: string): Promise<Session[]>;
  /** Stores the time of a use and the new expiry. @returns false when the session no longer exists */
  abstract touch(id: string, lastUsedAt: Date, expiresAt: Date): Promise<boolean>;
  /** @returns false when this user has no such session */
  abstract remove(userId: string, id: string): Promise<boolean>;
  /** Removes all sessions of the user, except the one with this id. @returns how many */
  abstract removeAll(userId: string, except?: string): Promise<number>;
}
