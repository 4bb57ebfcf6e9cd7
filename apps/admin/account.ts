import { canonicalIdentifier, findUser } from '#libs/accounts/find-user.js';
import type { User, UserRepository } from '#libs/ports/user-repository.js';

import { AdminError } from './admin-error.js';

/** The account of an e-mail or user name. @throws AdminError when there is none */
export async function accountOf(users: UserRepository, who: string): Promise<User> {
  const user = await findUser(users, canonicalIdentifier(who));
  if (!user) throw new AdminError(`There is no account ${who}. All there are: npm run admin -- users`);
  return user;
}
