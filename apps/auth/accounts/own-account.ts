import { Problem } from '#libs/contract/errors.js';
import type { User, UserRepository } from '#libs/ports/user-repository.js';

/** The caller's account. @throws Problem NOT_LOGGED_IN when it was removed since the caller's token was looked at */
export async function ownAccount(users: UserRepository, userId: string): Promise<User> {
  const user = await users.find(userId);
  if (!user) throw new Problem('NOT_LOGGED_IN', 'This account is no longer there.');
  return user;
}
