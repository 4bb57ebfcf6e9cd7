import { Problem } from '#libs/contract/errors.js';
import type { SessionRepository } from '#libs/ports/session-repository.js';

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
  /** @param events where they are noted */
  constructor(private readonly events: Pick<SessionRepository, 'noteEvent' | 'countEvents'>) {}

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
    await Promise.all(limits.map(({ key }) => this.events.noteEvent(key, now)));
  }

  /** Milliseconds until there is room under the limit; 0 when there is. */
  private async wait({ key, max, window }: Limit, now: number): Promise<number> {
    const { count, oldest } = await this.events.countEvents(key, new Date(now - window));
    return count < max || !oldest ? 0 : Math.max(1, oldest.getTime() + window - now);
  }
}
