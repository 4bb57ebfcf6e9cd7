import type { User, UserRepository } from '#libs/ports/user-repository.js';

/** Returns a typed e-mail or user name in the form in which it is looked up. */
export function canonicalIdentifier(text: string): string {
  return text.trim().normalize('NFC');
}

/** Finds the account of an identifier from `canonicalIdentifier`. A user name never contains an @. */
export function findUser(users: UserRepository, identifier: string): Promise<User | null> {
  return identifier.includes('@') ? users.findByEmail(identifier) : users.findByName(identifier.toLowerCase());
}
