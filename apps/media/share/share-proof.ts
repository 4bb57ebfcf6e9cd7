import { createHmac, timingSafeEqual } from 'node:crypto';

import type { ShareRow } from '#libs/ports/share-repository.js';

/** Seconds that a right password is good for. */
export const PROOF_SECONDS = 12 * 3600;
const PROOF = /^(\d{1,15})\.([0-9a-f]{64})$/;

/**
 * What shows later that somebody knew the password of the link: until when, signed by the hash of that password (HMAC-SHA256, RFC 2104).
 * That hash never leaves the database and carries a salt of its own, so nobody else can sign, every media process can verify, and another
 * password makes every proof of the one before worthless.
 */
export function makeProof(share: ShareRow, now: number): string {
  const until = Math.floor(now / 1000) + PROOF_SECONDS;
  return `${until}.${signature(share, until)}`;
}

/** Whether the text is a proof for this link that is still good. A link without a password takes none. */
export function isProof(share: ShareRow, text: string | undefined, now: number): boolean {
  const [, until, given] = PROOF.exec(text ?? '') ?? [];
  if (share.passwordHash === null || !until || !given || Number(until) * 1000 <= now) return false;
  return timingSafeEqual(Buffer.from(given, 'hex'), Buffer.from(signature(share, Number(until)), 'hex'));
}

function signature({ id, passwordHash }: ShareRow, until: number): string {
  return createHmac('sha256', passwordHash ?? '')
    .update(`shoebox share ${id} until ${until}`)
    .digest('hex');
}
