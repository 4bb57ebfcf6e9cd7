import { Problem } from '#libs/contract/errors.js';
import type { RateLimitRepository } from '#libs/ports/rate-limit-repository.js';

const MINUTE = 60 * 1000;

/** At most so many events in so many milliseconds. */
export interface Limit {
  key: string;
  max: number;
  window: number;
}

export const signUpLimit = (address: string): Limit => ({ key: `sign-up:${address}`, max: 100, window: 60 * MINUTE });
export const addressGuessLimit = (address: string): Limit => ({ key: `guess-from:${address}`, max: 50, window: 15 * MINUTE });
export const accountGuessLimit = (account: string): Limit => ({ key: `guess-of:${account}`, max: 10, window: 15 * MINUTE });

/** Guesses of the password of one link. */
export const shareGuessLimit = (share: string): Limit => ({ key: `guess-of:${share}`, max: 10, window: 15 * MINUTE });

/** Events older than this count for no limit. */
export const LONGEST_WINDOW = 60 * MINUTE;

/** Limits counted in the database, so that they outlive a restart and hold for several processes together. */
export class RateLimits {
  /** What the database did not take: a full disk must not let anybody guess for ever. */
  private unnoted: readonly { key: string; at: Date }[] = [];
  /** Under each key the guess that came last, as long as it is not over. */
  private readonly lastGuess = new Map<string, Promise<boolean>>();

  /** @param events where they are noted */
  constructor(private readonly events: Pick<RateLimitRepository, 'noteEvent' | 'countEvents'>) {}

  /**
   * Whether a guess is right; a wrong one is noted. Guesses under one limit wait for each other: of those that come at once not one too
   * many is looked at. (Another process looks for itself.) @throws as `admit`, and what `isRight` throws
   */
  async guess(limits: readonly Limit[], isRight: () => Promise<boolean>): Promise<boolean> {
    const before = limits.map(({ key }) => this.lastGuess.get(key));
    const mine = Promise.allSettled(before).then(async () => {
      await this.admit(limits);
      const right = await isRight();
      if (!right) await this.note(limits);
      return right;
    });
    for (const { key } of limits) this.lastGuess.set(key, mine);
    try {
      return await mine;
    } finally {
      for (const { key } of limits) if (this.lastGuess.get(key) === mine) this.lastGuess.delete(key);
    }
  }

  /** @throws Problem RATE_LIMITED while one of the limits is reached; Retry-After says when its oldest event no longer counts */
  async admit(limits: readonly Limit[]): Promise<void> {
    const now = Date.now();
    const waits = await Promise.all(limits.map((limit) => this.wait(limit, now)));
    const seconds = Math.ceil(Math.max(...waits) / 1000);
    if (seconds <= 0) return;
    const minutes = Math.ceil(seconds / 60);
    throw new Problem('RATE_LIMITED', `Too many tries. Try again in ${minutes} ${minutes === 1 ? 'minute' : 'minutes'}.`, {
      retryAfter: seconds,
    });
  }

  async note(limits: readonly Limit[]): Promise<void> {
    const now = new Date();
    await Promise.all(limits.map(({ key }) => this.noteOne(key, now)));
  }

  private async noteOne(key: string, at: Date): Promise<void> {
    try {
      await this.events.noteEvent(key, at);
    } catch (error) {
      this.unnoted = [...this.unnoted.filter((event) => event.at.getTime() > at.getTime() - LONGEST_WINDOW), { key, at }];
      throw error;
    }
  }

  /** Milliseconds until there is room under the limit; 0 when there is. */
  private async wait({ key, max, window }: Limit, now: number): Promise<number> {
    const since = new Date(now - window);
    const { count, oldest } = await this.events.countEvents(key, since);
    const more = this.unnoted.filter((event) => event.key === key && event.at >= since);
    const first = oldest ?? more[0]?.at;
    return count + more.length < max || !first ? 0 : Math.max(1, first.getTime() + window - now);
  }
}
