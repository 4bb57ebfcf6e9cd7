import { unusablePassword } from '#libs/accounts/password-hasher.js';
import { type UserRepository } from '#libs/ports/user-repository.js';
import { EmailTaken, NameTaken } from '#libs/ports/errors.js';

/** Its e-mail is not known any more: a name under `.invalid` never gets mail (RFC 2606). */
const DOMAIN = 'rebuilt.invalid';
const ROUNDS = 100;

/**
 * The account that pictures belong to, with no password that anybody could know; one that is there stays. Of two with one name, which an
 * account that was removed makes possible, the second gets a number. Returns its name.
 */
export async function makeUser(
  users: UserRepository,
  { owner, ownerName, createdAt }: { owner: string; ownerName: string; createdAt: Date },
): Promise<string> {
  for (let round = 1; round <= ROUNDS; round++) {
    const there = await users.find(owner);
    if (there) return there.name;
    const name = round === 1 ? ownerName : `${ownerName.slice(0, 28)}-${round}`;
    if (await users.findByName(name)) continue;
    try {
      await users.insert({ id: owner, name, email: `${name}@${DOMAIN}`, passwordHash: unusablePassword(), createdAt });
    } catch (error) {
      // Another picture of the same person was faster, or another of that name.
      if (!(error instanceof NameTaken || error instanceof EmailTaken)) throw error;
    }
  }
  throw new Error(`No name is free for ${ownerName}.`);
}
