import { hash } from 'node:crypto';

import { Exchanged, type Exchange } from '#libs/contract/account.js';

import { jsonOf, problemOf } from '../upstream/inner-answer.js';
import { Upstream } from '../upstream/upstream.js';

/** Milliseconds an answer of auth may be used again: what another gateway revoked is refused here after these at the latest. */
const KEEP = 2_000;
const MAX_KEPT = 2_000;
/** Milliseconds auth may take: every request waits for this one first. */
const PATIENCE = 5_000;

interface Kept {
  answer: Promise<Exchanged | null>;
  /** When auth was asked; milliseconds on the monotonic clock. */
  since: number;
}

/** Swaps opaque tokens for inner ones at auth, and remembers the answers for a moment. */
export class TokenExchangeCache {
  /** By token hash and audience, oldest first. */
  private readonly kept = new Map<string, Kept>();
  private readonly listeners: (() => void)[] = [];

  constructor(private readonly upstream: Upstream) {}

  /**
   * Who the token is and an inner JWT for the audience; null when it is not valid. Callers at the same time share one call, which
   * auth knows by the request id of the first.
   * @param maxAge milliseconds since auth was asked
   */
  swap({ token, audience }: Exchange, requestId: string, maxAge = KEEP): Promise<Exchanged | null> {
    const key = audience + hash('sha256', token, 'base64');
    const now = performance.now();
    const known = this.kept.get(key);
    if (known && known.since + maxAge > now) return known.answer;
    // Counted from before auth looks, so that the answer is never older than it is taken for.
    const entry = { answer: this.ask({ token, audience }, requestId), since: now };
    this.keep(key, entry);
    const drop = () => {
      if (this.kept.get(key) === entry) this.kept.delete(key);
    };
    entry.answer.then((answer) => answer ?? drop(), drop);
    return entry.answer;
  }

  /** Forgets all answers, those under way too: whoever asks from now on is told what auth says from now on. */
  forget(): void {
    this.kept.clear();
    for (const listener of this.listeners) listener();
  }

  /** `listener` is called after each `forget`. */
  onForget(listener: () => void): void {
    this.listeners.push(listener);
  }

  private keep(key: string, entry: Kept): void {
    this.kept.delete(key);
    const oldest = this.kept.size >= MAX_KEPT ? this.kept.keys().next().value : undefined;
    if (oldest !== undefined) this.kept.delete(oldest);
    this.kept.set(key, entry);
  }

  private async ask(exchange: Exchange, requestId: string): Promise<Exchanged | null> {
    const response = await this.upstream.text('auth', {
      method: 'POST',
      path: '/exchange',
      headers: { 'content-type': 'application/json', 'x-request-id': requestId },
      body: JSON.stringify(exchange),
      headersTimeout: PATIENCE,
      repeatable: true,
    });
    if (response.status === 200) return Exchanged.parse(jsonOf(response.text));
    const problem = problemOf(response);
    if (problem.code === 'NOT_LOGGED_IN') return null;
    throw problem;
  }
}
