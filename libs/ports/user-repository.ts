export interface User {
  id: string;
  /** The first path segment of the person's pages; unique. */
  name: string;
  /** As typed at sign-up; unique by its `emailKey`. */
  email: string;
  /** Argon2id, as a PHC string. */
  passwordHash: string;
  createdAt: Date;
}

/** The form in which e-mail addresses are compared. Databases ignore the case of ASCII letters only. */
export function emailKey(email: string): string {
  return email.normalize('NFC').toLowerCase();
}

/** Accounts. Every call may throw `RepositoryUnavailable`, every change `RepositoryFull`. */
export abstract class UserRepository {
  /** @throws EmailTaken, NameTaken; EmailTaken when both are taken */
  abstract insert(user: User): Promise<void>;
  abstract find(id: string): Promise<User | null>;
  /** Compares by `emailKey`. */
  abstract findByEmail(email: string): Promise<User | null>;
  abstract findByName(name: string): Promise<User | null>;
  /** Replaces the hash `from` by `to` in one atomic step. @returns false when there is no such user, or the hash is not `from` */
  abstract setPasswordHash(id: string, change: { from: string; to: string }): Promise<boolean>;
  /** Oldest first. */
  abstract list(): Promise<User[]>;
  /** @returns false when there is no such user */
  abstract remove(id: string): Promise<boolean>;
}
