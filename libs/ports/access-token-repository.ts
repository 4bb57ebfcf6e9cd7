/** What an access token permits. */
export type Scope = 'read' | 'upload' | 'write' | 'share';

/** A named token for a tool. */
export interface AccessToken {
  id: string;
  userId: string;
  /** SHA-256 of the token in hex; unique. The token itself is never stored. */
  tokenHash: string;
  name: string;
  scopes: Scope[];
  createdAt: Date;
  /** null: not used yet. */
  lastUsedAt: Date | null;
  /** null: never. */
  expiresAt: Date | null;
}

/**
 * Access tokens. An expired token is found until `AuthDatabase.forgetExpired` deletes it: the caller compares the time. Every call may
 * throw `RepositoryUnavailable`, every change `RepositoryFull`.
 */
export abstract class AccessTokenRepository {
  abstract insert(token: AccessToken): Promise<void>;
  abstract find(tokenHash: string): Promise<AccessToken | null>;
  /** All tokens of the user, newest first. */
  abstract list(userId: string): Promise<AccessToken[]>;
  /** Stores the time of a use. A token that no longer exists is no error. */
  abstract touch(id: string, lastUsedAt: Date): Promise<void>;
  /** @returns false when this user has no such token */
  abstract remove(userId: string, id: string): Promise<boolean>;
  /** Removes all tokens of the user. @returns how many */
  abstract removeAll(userId: string): Promise<number>;
}
