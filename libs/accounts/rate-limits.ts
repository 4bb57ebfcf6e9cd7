import { Injectable } from '@nestjs/common';

import { Problem } from '#libs/api/errors.js';
import { RateLimitRepository } from '#libs/ports/rate-limit-repository.js';

const MINUTE = 60 * 1000;

/** At most `max` events under `key` in `window` milliseconds. */
export interface Limit {
  key: string;
  max: number;
  window: number;
}

export const signUpLimit = (address: string): Limit => ({ key: `sign-up:${address}`, max: 100, window: 60 * MINUTE });
export const addressGuessLimit = (address: string): Limit => ({ key: `guess-from:${address}`, max: 50, window: 15 * MINUTE });
export const accountGuessLimit = (account: string): Limit => ({ key: `guess-of:${account}`, max: 10, window: 15 * MINUTE });

/** Guesses of the password of one share. */
export const shareGuessLimit = (share: string): Limit => ({ key: `guess-of:${share}`, max: 10, window: 15 * MINUTE });

/** Milliseconds after which an event counts for no limit. */
export const LONGEST_WINDOW = 60 * MINUTE;

/** Rate limits. Events are counted in the database, so the limits survive a restart and apply to several processes together. */
@Injectable()
export class RateLimits {
  /** Events that the database did not store: a full disk must not allow guesses without limit. */
  private unstored: readonly { key: string; at: Date }[] = [];
  /** The latest unfinished guess of each key. */
  private readonly lastGuess = new Map<string, Promise<boolean>>();

  constructor(private readonly events: RateLimitRepository) {}

  /**
   * Returns whether a guess is right, and counts a wrong one. Guesses with a common key run one after the other, so that simultaneous
   * guesses cannot exceed the limit. (This holds within one process.)
   * @throws Problem RATE_LIMITED, and the errors of `isRight`
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

  /** @throws Problem RATE_LIMITED while one of the limits is reached; its Retry-After is when the oldest event stops counting */
  async admit(limits: readonly Limit[]): Promise<void> {
    const now = Date.now();
    const waits = await Promise.all(limits.map((limit) => this.wait(limit, now)));
    const seconds = Math.ceil(Math.max(...waits) / 1000);
    if (seconds <= 0) return;
    const minutes = Math.ceil(seconds / 60);
    throw new Problem('RATE_LIMITED', `Too many attempts. Try again in ${minutes} ${minutes === 1 ? 'minute' : 'minutes'}.`, {
      retryAfter: seconds,
    });
  }

  /** Counts one event under each limit. */
  async note(limits: readonly Limit[]): Promise<void> {
    const now = new Date();
    await Promise.all(limits.map(({ key }) => this.noteOne(key, now)));
  }

  private async noteOne(key: string, at: Date): Promise<void> {
    try {
      await this.events.noteEvent(key, at);
    } catch (error) {
      this.unstored = [...this.unstored.filter((event) => event.at.getTime() > at.getTime() - LONGEST_WINDOW), { key, at }];
      throw error;
    }
  }

  /** Milliseconds until the limit allows another event; 0 when it allows one now. */
  private async wait({ key, max, window }: Limit, now: number): Promise<number> {
    const since = new Date(now - window);
    const { count, oldest } = await this.events.countEvents(key, since);
    const more = this.unstored.filter((event) => event.key === key && event.at >= since);
    const first = oldest ?? more[0]?.at;
    return count + more.length < max || !first ? 0 : Math.max(1, first.getTime() + window - now);
  }
}
