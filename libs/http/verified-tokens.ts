import { type Identity, TOKEN_LIFETIME } from './identity.js';

const MAX_ENTRIES = 2_000;

interface Entry {
  identity: Identity;
  /** In seconds since 1970, as in the token. */
  expires: number;
}

/**
 * Inner tokens whose signature was verified, until they expire: to verify it again would cost more than most requests. That a session ended
 * is no matter of this: no service is asked for that, since the gateway exchanges a token anew after two seconds. The token used least
 * recently goes first.
 */
export class VerifiedTokens {
  private readonly entries = new Map<string, Entry>();

  /** @param now milliseconds since 1970 */
  find(token: string, now = Date.now()): Identity | undefined {
    const entry = this.entries.get(token);
    if (!entry) return undefined;
    this.entries.delete(token);
    if (entry.expires * 1000 <= now) return undefined;
    this.entries.set(token, entry);
    return entry.identity;
  }

  /** @param expires the claim `exp` of the token @param now milliseconds since 1970 */
  add(token: string, identity: Identity, expires: number, now = Date.now()): void {
    const oldest = this.entries.size >= MAX_ENTRIES ? this.entries.keys().next().value : undefined;
    if (oldest !== undefined) this.entries.delete(oldest);
    // No token of ours lasts longer: one that was made with a stolen key must not outlast the key for long.
    this.entries.set(token, { identity, expires: Math.min(expires, now / 1000 + TOKEN_LIFETIME) });
  }
}
