import { createHmac, timingSafeEqual } from 'node:crypto';

// A signed address is `PATH?e=END&k=KEY&s=SIGNATURE`. What is signed is everything before `k`: the canonical path and the end.

/** The part of an address that its signature covers. */
export interface Signed {
  /** The path from the root of the drive, in its canonical form, not percent-encoded: `/i/01k….hero.webp`. */
  path: string;
  /** Seconds since 1970 after which nobody gets anything by the address; null: it has no end. */
  end: number | null;
}

/** The text that is signed: `/i/01k….hero.webp?e=1767225600`, or the path alone. */
function signedText({ path, end }: Signed): string {
  return end === null ? path : `${path}?e=${end}`;
}

/** HMAC-SHA-256 (RFC 2104) in base64url without padding. @param secret of the key, as it was shown: its characters are the bytes of the key */
export function signatureOf(signed: Signed, secret: string): string {
  return createHmac('sha256', secret).update(signedText(signed)).digest('base64url');
}

/** Compares in constant time the texts, not the bytes that they encode, so no second text is the same signature. */
export function isSignature(text: string, signed: Signed, secret: string): boolean {
  const [given, right] = [Buffer.from(text), Buffer.from(signatureOf(signed, secret))];
  return given.length === right.length && timingSafeEqual(given, right);
}

/** The address with its signature, from the root of the drive. */
export function signedAddress(signed: Signed, { id, secret }: { id: string; secret: string }): string {
  const separator = signed.end === null ? '?' : '&';
  return `${signedText(signed)}${separator}k=${id}&s=${signatureOf(signed, secret)}`;
}
