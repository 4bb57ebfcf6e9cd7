import { createHash, randomBytes } from 'node:crypto';

/** The prefix tells which table to search, and lets scanners find leaked tokens. */
const PREFIX = { session: 'sbs_', token: 'sbt_', invite: 'sbi_', addressKey: 'sbk_' } as const;
export type TokenKind = keyof typeof PREFIX;

const SECRET_BYTES = 32;

export interface OpaqueToken {
  /** The secret that the caller keeps; shown once. */
  token: string;
  /** The stored value. */
  hash: string;
}

/** Creates a token of 256 random bits. */
export function makeOpaqueToken(kind: TokenKind): OpaqueToken {
  const token = PREFIX[kind] + randomBytes(SECRET_BYTES).toString('base64url');
  return { token, hash: tokenHash(token) };
}

/** SHA-256 in hex. It needs no salt and no stretching, as nobody guesses 256 random bits, and tokens are found by this value. */
export function tokenHash(token: string): string {
  return createHash('sha256').update(token).digest('hex');
}

/** Returns the kind of token by its prefix; undefined for any other text. */
export function tokenKind(token: string): TokenKind | undefined {
  return (Object.keys(PREFIX) as TokenKind[]).find((kind) => token.startsWith(PREFIX[kind]));
}

/** Characters of the hash that the commands show as the id of an invitation. */
export const INVITE_NAME_LENGTH = 8;

/** Returns the id of an invitation: the beginning of its hash, which is of no use for signing up. */
export function inviteName(hash: string): string {
  return hash.slice(0, INVITE_NAME_LENGTH);
}
