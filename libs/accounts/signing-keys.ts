import { createHash, generateKeyPair, type KeyObject } from 'node:crypto';
import { promisify } from 'node:util';

import { CLOCK_TOLERANCE } from '#libs/domain/drive/clock.js';
import { TOKEN_LIFETIME } from '#libs/http/identity.js';
import type { SigningKey } from '#libs/ports/signing-key-repository.js';

/** Milliseconds for which a process of auth uses the keys that it has read. */
export const KEYS_MAX_AGE = 5_000;

const TOLERANCE = CLOCK_TOLERANCE * 1000;
/** Milliseconds in which every process of auth has read a new key for certain. */
const MARGIN = 60_000;
/** Milliseconds after which the clock that is furthest ahead says that a new key signs: all know it before. */
const PUBLISHED = TOLERANCE + MARGIN;
/**
 * Milliseconds after which the predecessors of a key that signs verify nothing any more. A token that one of them signed just before ends
 * `TOKEN_LIFETIME` later, is accepted for `TOLERANCE` longer, by a clock that may be that much behind again.
 */
const VERIFIES = TOKEN_LIFETIME * 1000 + 2 * TOLERANCE;

const MODULUS_BITS = 2048;

/** The keys of the drive in the order of the repository, at a time. */
export interface KeysNow<T extends SigningKey> {
  /** Signs new tokens. */
  signing: T;
  /** Verify tokens: the one that signs, those before it whose tokens may be valid still, and those that will sign. */
  verifying: T[];
  /** No token that they signed is valid any more. */
  ended: T[];
}

/** Tells what each key is for now. @param keys at least one, in the order of the repository */
export function keysNow<T extends SigningKey>(keys: readonly T[], now = new Date()): KeysNow<T> {
  const signsSince = (milliseconds: number) => keys.findLastIndex(({ signsFrom }) => signsFrom.getTime() + milliseconds <= now.getTime());
  const last = Math.max(signsSince(VERIFIES), 0);
  return { signing: keys[Math.max(signsSince(0), 0)]!, verifying: keys.slice(last), ended: keys.slice(0, last) };
}

/** When no token that the predecessors of a key signed is valid any more. */
export function predecessorsEnd({ signsFrom }: SigningKey): Date {
  return new Date(signsFrom.getTime() + VERIFIES);
}

/** A key for a drive that has none. */
export const makeFirstKey = () => makeSigningKey(new Date());

/** A key that signs when every process of auth has read it, whatever clock the machines have. */
export const makeNextKey = () => makeSigningKey(new Date(Date.now() + PUBLISHED));

/** A key that signs at once by every clock. */
export const makeUrgentKey = () => makeSigningKey(new Date(Date.now() - TOLERANCE));

/** Generates an RSA key, which takes some tenths of a second. */
async function makeSigningKey(signsFrom: Date): Promise<SigningKey> {
  const { privateKey, publicKey } = await promisify(generateKeyPair)('rsa', { modulusLength: MODULUS_BITS });
  return {
    id: thumbprint(publicKey),
    privateKey: privateKey.export({ format: 'pem', type: 'pkcs8' }) as string,
    createdAt: new Date(),
    signsFrom,
  };
}

/** JWK thumbprint (RFC 7638): the hash of the required members in the order of their names. */
function thumbprint(key: KeyObject): string {
  const { e, kty, n } = key.export({ format: 'jwk' });
  return createHash('sha256').update(JSON.stringify({ e, kty, n })).digest('base64url');
}
