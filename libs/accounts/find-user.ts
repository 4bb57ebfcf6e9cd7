import type { User, UserRepository } from '#libs/ports/user-repository.js';

/** What names an account when people type it, an e-mail or a user name, as it is looked up. */
export function canonicalIdentifier(text: string): string {
  return text.trim().normalize('NFC');
}

/** The account of an e-mail or user name as `canonicalIdentifier` gives it, or null; a user name never holds an @. */
export function findUser(users: UserRepository, identifier: string): Promise<User | null> {
  return identifier.includes('@') ? users.findByEmail(identifier) : users.findByName(identifier.toLowerCase());
}
