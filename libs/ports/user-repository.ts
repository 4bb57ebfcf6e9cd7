export interface User {
  id: string;
  /** The first segment of the person's pages; unique. */
  name: string;
  /** As it was typed at sign-up; unique whatever its case. */
  email: string;
  /** PHC string of argon2id. */
  passwordHash: string;
  createdAt: Date;
}

/** The form in which e-mail addresses are compared. Databases ignore the case of ASCII letters only. */
export function emailKey(email: string): string {
  return email.normalize('NFC').toLowerCase();
}

/** Accounts. Every call may throw `RepositoryUnavailable`, every change `RepositoryFull`. */
export abstract class UserRepository {
  /** @throws EmailTaken (looked at first), NameTaken; nothing is added then. */
  abstract insert(user: User): Promise<void>;
  abstract find(id: string): Promise<User | null>;
  /** By e-mail, whatever its case. */
  abstract findByEmail(email: string): Promise<User | null>;
  abstract findByName(name: string): Promise<User | null>;
  /** Replaces this hash by that one, in one step; false when there is no such user, or another hash stands there by now. */
  abstract setPasswordHash(id: string, change: { from: string; to: string }): Promise<boolean>;
  /** Oldest first. */
  abstract list(): Promise<User[]>;
  /** False when there was no such user. */
  abstract remove(id: string): Promise<boolean>;
}
