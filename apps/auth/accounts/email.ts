import { canonicalIdentifier } from '#libs/accounts/find-user.js';
import { Problem } from '#libs/api/errors.js';

/** RFC 5321: 64 octets before the @, 254 in all. */
const MAX_LENGTH = 254;

/**
 * The addresses that mail systems accept, fewer than RFC 5321 allows: no quotes, no comments; letters of any script (RFC 6531); a domain
 * of plain labels, of which a home network may have one. It does not check that the mailbox exists.
 */
const EMAIL =
  /^[^\s\p{C}@"(),:;<>[\\\]]{1,64}@[\p{L}\p{N}\p{M}]+(?:-+[\p{L}\p{N}\p{M}]+)*(?:\.[\p{L}\p{N}\p{M}]+(?:-+[\p{L}\p{N}\p{M}]+)*)*$/u;

/** Returns the e-mail trimmed and in Unicode form NFC, its case unchanged. @throws Problem BAD_EMAIL */
export function checkedEmail(text: string): string {
  const email = canonicalIdentifier(text);
  if (email.length > MAX_LENGTH || !EMAIL.test(email)) {
    throw new Problem('BAD_EMAIL', 'Type an e-mail address such as ada@example.org.');
  }
  return email;
}
