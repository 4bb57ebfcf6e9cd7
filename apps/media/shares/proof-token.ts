import { createHmac, timingSafeEqual } from 'node:crypto';

import type { ShareRow } from '#libs/ports/share-repository.js';

/** Seconds for which a proof token is valid. */
export const PROOF_SECONDS = 12 * 3600;
const PROOF_TOKEN = /^(\d{1,15})\.([0-9a-f]{64})$/;

/**
 * Returns a token that proves that its bearer knew the password of the share: an expiry time, signed (HMAC-SHA256, RFC 2104) with the hash
 * of that password. The hash carries a salt of its own and never leaves the database, so nobody else can sign, every media process can
 * verify, and a new password invalidates every token of the old one.
 */
export function makeProofToken(share: ShareRow, now: number): string {
  const expiresAt = Math.floor(now / 1000) + PROOF_SECONDS;
  return `${expiresAt}.${signature(share, expiresAt)}`;
}

/** Whether the token is valid for this share at this time. No token is valid for a share without a password. */
export function isProofToken(share: ShareRow, token: string | undefined, now: number): boolean {
  const [, expiresAt, signed] = PROOF_TOKEN.exec(token ?? '') ?? [];
  if (share.passwordHash === null || !expiresAt || !signed || Number(expiresAt) * 1000 <= now) return false;
  return timingSafeEqual(Buffer.from(signed, 'hex'), Buffer.from(signature(share, Number(expiresAt)), 'hex'));
}

function signature({ id, passwordHash }: ShareRow, expiresAt: number): string {
  return createHmac('sha256', passwordHash ?? '')
    .update(`shoebox share ${id} until ${expiresAt}`)
    .digest('hex');
}
