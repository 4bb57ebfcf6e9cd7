/** What a named token may do. */
export type Scope = 'read' | 'upload' | 'write' | 'share';

/** A log-in of one browser or tool. */
export interface Session {
  id: string;
  userId: string;
  /** SHA-256 of the token in hex; the token itself is never stored. Unique. */
  tokenHash: string;
  /** What the browser or tool called itself. */
  device: string;
  createdAt: Date;
  lastUsedAt: Date;
  expiresAt: Date;
}

/** A named token for a tool. */
export interface AccessToken {
  id: string;
  userId: string;
  tokenHash: string;
  name: string;
  scopes: Scope[];
  createdAt: Date;
  lastUsedAt: Date | null;
  /** null: never. */
  expiresAt: Date | null;
}

/** A link by which one person may make an account. */
export interface Invite {
  /** SHA-256 of the token in hex; the token itself is never stored. Unique. */
  tokenHash: string;
  createdAt: Date;
  expiresAt: Date;
  /** null: it can still be used. */
  usedAt: Date | null;
}

/** A key that signs inner JWTs. */
export interface SigningKey {
  /** The `kid` of JWTs and JWKS. */
  id: string;
  /** PEM, PKCS #8. */
  privateKey: string;
  createdAt: Date;
}

/**
 * Who is logged in, the tokens of tools, invitations, the signing keys, and failed guesses. What expired is found until it is forgotten: the caller
 * looks at the time. Every call may throw `RepositoryUnavailable`, every change `RepositoryFull` (image-repository.ts).
 */
export abstract class SessionRepository {
  abstract insertSession(session: Session): Promise<void>;
  abstract findSession(tokenHash: string): Promise<Session | null>;
  /** Newest use first. */
  abstract listSessions(userId: string): Promise<Session[]>;
  /** Notes a use and moves the end of the session; false when the session is no longer there. */
  abstract touchSession(id: string, lastUsedAt: Date, expiresAt: Date): Promise<boolean>;
  /** False when this user has no such session. */
  abstract removeSession(userId: string, id: string): Promise<boolean>;
  /** Ends every session of the user but the one named; returns how many. */
  abstract removeSessions(userId: string, except?: string): Promise<number>;

  abstract insertToken(token: AccessToken): Promise<void>;
  abstract findToken(tokenHash: string): Promise<AccessToken | null>;
  /** Newest first. */
  abstract listTokens(userId: string): Promise<AccessToken[]>;
  abstract touchToken(id: string, lastUsedAt: Date): Promise<void>;
  /** False when this user has no such token. */
  abstract removeToken(userId: string, id: string): Promise<boolean>;
  /** Removes every token of the user; returns how many. */
  abstract removeTokens(userId: string): Promise<number>;

  /** Keeps one that the owner made. */
  abstract insertInvite(invite: Invite): Promise<void>;
  /** Also one that was used, or has ended. */
  abstract findInvite(tokenHash: string): Promise<Invite | null>;
  /** Those that can be used at this time, the first to end first. */
  abstract listInvites(at: Date): Promise<Invite[]>;
  /** Uses it up, in one step: of several at once one hears true. False when it was used, ended by this time, or is not there. */
  abstract takeInvite(tokenHash: string, at: Date): Promise<boolean>;
  /** Undoes what `takeInvite` did at this time. */
  abstract returnInvite(tokenHash: string, takenAt: Date): Promise<void>;
  /** Removes one that was not used. False when it was, or is not there. */
  abstract removeInvite(tokenHash: string): Promise<boolean>;

  /** The signing key: the one offered when there was none yet, else the one that was there. Of several callers at once one wins. */
  abstract signingKey(offered: () => Promise<SigningKey>): Promise<SigningKey>;

  /** Notes one event under the key (a failed guess, a sign-up). */
  abstract noteEvent(key: string, at: Date): Promise<void>;
  /** How many events lie under the key since this time, and the oldest of them. */
  abstract countEvents(key: string, since: Date): Promise<{ count: number; oldest: Date | null }>;
  /** Forgets expired sessions, tokens and invitations, used ones as well, and events before this time. */
  abstract forget(expiredBefore: Date, eventsBefore: Date): Promise<void>;

  abstract check(): Promise<void>;
  abstract close(): Promise<void>;
}
