import { Injectable } from '@nestjs/common';

import { Exchanged, type Exchange } from '#libs/api/account.js';

import { problemOf } from '../upstream/errors.js';
import { Upstream } from '../upstream/upstream.js';

/** Milliseconds for which an answer of auth is used. A token that was revoked through another gateway is refused here after that time. */
const MAX_AGE = 2_000;
const MAX_ENTRIES = 2_000;
/** Milliseconds. Every request waits for its exchange, so it is shorter than the timeout of other calls. */
const EXCHANGE_TIMEOUT = 5_000;

interface Entry {
  answer: Promise<Exchanged | null>;
  /** What auth answered, once it did, if the token is valid. */
  valid: Exchanged | null;
  /** When auth was asked, in milliseconds of the monotonic clock. */
  since: number;
}

/**
 * Exchanges session and access tokens for inner tokens at auth. Keeps valid answers for two seconds. Concurrent exchanges of one token
 * share one call (single-flight).
 */
@Injectable()
export class TokenExchangeCache {
  /** By audience and token, oldest first. */
  private readonly entries = new Map<string, Entry>();
  private readonly listeners: (() => void)[] = [];

  constructor(private readonly upstream: Upstream) {}

  /**
   * The user of the token and an inner JWT for the audience; null when the token is not valid.
   * @param requestId goes to auth when this call asks it
   * @param maxAge milliseconds since auth was asked
   * @throws Problem UNAVAILABLE, TIMEOUT, or the problem that auth answered; errors are not cached
   */
  exchange({ token, audience }: Exchange, requestId: string, maxAge = MAX_AGE): Promise<Exchanged | null> {
    const key = keyOf({ token, audience });
    const now = performance.now();
    const cached = this.entries.get(key);
    if (cached && cached.since + maxAge > now) return cached.answer;
    // The age counts from before the call, so an answer is never older than its entry says.
    const entry: Entry = { answer: this.callAuth({ token, audience }, requestId), valid: null, since: now };
    this.set(key, entry);
    const remove = () => {
      if (this.entries.get(key) === entry) this.entries.delete(key);
    };
    entry.answer.then((answer) => (answer ? (entry.valid = answer) : remove()), remove);
    return entry.answer;
  }

  /** What `exchange` would resolve to without asking auth; null when it would have to ask or wait. */
  known(exchange: Exchange): Exchanged | null {
    const cached = this.entries.get(keyOf(exchange));
    return cached && cached.since + MAX_AGE > performance.now() ? cached.valid : null;
  }

  /** Removes all entries, calls in flight included: an exchange after this asks auth again. */
  clear(): void {
    this.entries.clear();
    for (const listener of this.listeners) listener();
  }

  /** Calls `listener` after each `clear`. */
  onClear(listener: () => void): void {
    this.listeners.push(listener);
  }

  private set(key: string, entry: Entry): void {
    this.entries.delete(key);
    const oldest = this.entries.size >= MAX_ENTRIES ? this.entries.keys().next().value : undefined;
    if (oldest !== undefined) this.entries.delete(oldest);
    this.entries.set(key, entry);
  }

  private async callAuth(exchange: Exchange, requestId: string): Promise<Exchanged | null> {
    const answer = await this.upstream.json('auth', {
      method: 'POST',
      path: '/exchange',
      headers: { 'content-type': 'application/json' },
      requestId,
      body: JSON.stringify(exchange),
      headersTimeout: EXCHANGE_TIMEOUT,
      idempotent: true,
    });
    if (answer.status === 200) return Exchanged.parse(answer.body);
    const problem = problemOf(answer);
    if (problem.code === 'NOT_LOGGED_IN') return null;
    throw problem;
  }
}

function keyOf({ token, audience }: Exchange): string {
  return `${audience} ${token}`;
}
