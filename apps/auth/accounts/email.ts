import { canonicalIdentifier } from '#libs/accounts/find-user.js';
import { Problem } from '#libs/contract/errors.js';

/** RFC 5321: 64 octets before the @, 254 in all. */
const MAX_LENGTH = 254;

/**
 * What mail systems really take, not all that RFC 5321 allows: no quotes, no comments; letters of any script (RFC 6531); a domain of
 * plain labels, which may be a single one in a home network. Whether the mailbox exists, only a mail could tell.
 */
const EMAIL =
  /^[^\s\p{C}@"(),:;<>[\\\]]{1,64}@[\p{L}\p{N}\p{M}]+(?:-+[\p{L}\p{N}\p{M}]+)*(?:\.[\p{L}\p{N}\p{M}]+(?:-+[\p{L}\p{N}\p{M}]+)*)*$/u;

/** The e-mail without spaces around it and in one Unicode form; its case is kept. @throws Problem BAD_EMAIL */
export function checkedEmail(text: string): string {
  const email = canonicalIdentifier(text);
  if (email.length > MAX_LENGTH || !EMAIL.test(email)) {
    throw new Problem('BAD_EMAIL', 'Type an e-mail address such as ada@example.org.');
  }
  return email;
}
