import { createHash, randomBytes } from 'node:crypto';

/** Told apart by their prefix, so that leaked ones can be searched for, and no table is asked in vain. */
const PREFIX = { session: 'sbs_', token: 'sbt_', invite: 'sbi_' } as const;
export type TokenKind = keyof typeof PREFIX;

const SECRET_BYTES = 32;

export interface OpaqueToken {
  /** What the caller keeps; shown once. */
  token: string;
  /** What is stored. */
  hash: string;
}

/** A new token of 256 random bits. */
export function makeOpaqueToken(kind: TokenKind): OpaqueToken {
  const token = PREFIX[kind] + randomBytes(SECRET_BYTES).toString('base64url');
  return { token, hash: tokenHash(token) };
}

/** SHA-256 in hex. No salt and no stretching: nobody guesses 256 random bits, and the look-up is by this value. */
export function tokenHash(token: string): string {
  return createHash('sha256').update(token).digest('hex');
}

/** Which kind of token this claims to be; undefined: of none. */
export function tokenKind(token: string): TokenKind | undefined {
  return (Object.keys(PREFIX) as TokenKind[]).find((kind) => token.startsWith(PREFIX[kind]));
}

/** How many signs of its hash the owner's commands call an invitation by. */
export const INVITE_NAME_LENGTH = 8;

/** What an invitation is called among the others: the beginning of its hash, which lets nobody in. */
export function inviteName(hash: string): string {
  return hash.slice(0, INVITE_NAME_LENGTH);
}
