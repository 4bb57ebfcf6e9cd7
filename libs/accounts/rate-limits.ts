import { Injectable } from '@nestjs/common';

import { Problem } from '#libs/api/errors.js';
import { networksOf } from '#libs/http/networks.js';
import { RateLimitRepository } from '#libs/ports/rate-limit-repository.js';

const MINUTE = 60 * 1000;
const QUARTER = 15 * MINUTE;

/** At most `max` events under `key` in `window` milliseconds. */
export interface Limit {
  key: string;
  max: number;
  window: number;
}

export const signUpLimits = (address: string): Limit[] => ofNetworks('sign-up', address, { max: 100, window: 60 * MINUTE });

/** E-mails that have an account, named at sign-up with one invitation: each answer tells that they have one. */
export const inviteLimit = (invite: string): Limit => ({ key: `taken-with:${invite}`, max: 5, window: 60 * MINUTE });

/**
 * Guesses by a client that is not known to the account: of what it typed to name the account, and from where it came. Neither depends on
 * whether such an account exists.
 */
export const strangerGuessLimits = (handle: string, address: string): Limit[] => [
  { key: `guess-of:${handle}`, max: 10, window: QUARTER },
  ...addressGuessLimits(address),
];

/**
 * Guesses by a client that is known: a device that logged in before, or a session. Each has a budget of its own, which strangers can't
 * exhaust, and all of an account share a larger one.
 */
export const knownGuessLimits = (account: string, client: string): Limit[] => [
  { key: `guess-by:${client}`, max: 10, window: QUARTER },
  { key: `guess-known:${account}`, max: 50, window: QUARTER },
];

/** Right passwords: each costs a hash and makes a session. */
export const logInLimits = (account: string, address: string): Limit[] =>
  ofNetworks(`log-in:${account}`, address, { max: 60, window: QUARTER });

/** Guesses of the password of a share: by one visitor, by all, and by this visitor at any share or account. */
export const shareGuessLimits = (share: string, address: string): Limit[] => [
  ...ofNetworks(`guess-of:${share}`, address, { max: 10, window: QUARTER }),
  { key: `guess-of:${share}`, max: 100, window: QUARTER },
  ...addressGuessLimits(address),
];

/**
 * Results of image addresses that are not there yet: of one owner's images, by the owner or by all visitors of links, and for one client.
 * Pages with many pictures ask for hundreds.
 */
export const transformLimits = (owner: string, address: string, isVisitor: boolean): Limit[] => [
  { key: `${isVisitor ? 'transforms-in-shares-of' : 'transforms-of'}:${owner}`, max: 2_000, window: QUARTER },
  ...ofNetworks('transforms-for', address, { max: 2_000, window: QUARTER }),
];

function addressGuessLimits(address: string): Limit[] {
  return ofNetworks('guess-from', address, { max: 50, window: QUARTER });
}

/** A limit for each network of an address. Each has twice the bound of the next smaller one, as more people are in it. */
function ofNetworks(key: string, address: string, { max, window }: Omit<Limit, 'key'>): Limit[] {
  return networksOf(address).map((network, n) => ({ key: `${key}:${network}`, max: max * 2 ** n, window }));
}

/** Milliseconds after which an event counts for no limit. */
export const LONGEST_WINDOW = 60 * MINUTE;

/** Events that the database did not store and that are remembered here: the latest, about 1 MB. */
const MAX_UNSTORED = 10_000;

/** Rate limits. Events are counted in the database, so the limits survive a restart and apply to several processes together. */
@Injectable()
export class RateLimits {
  /** Events that the database did not store: a full disk must not allow guesses without limit. */
  private readonly unstored: { key: string; at: Date }[] = [];
  /** The latest unfinished guess of each key. */
  private readonly lastGuess = new Map<string, Promise<boolean>>();

  constructor(private readonly events: RateLimitRepository) {}

  /**
   * Returns whether a guess is right, and counts a wrong one. Guesses with a common key run one after the other, so that simultaneous
   * guesses cannot exceed the limit. (This holds within one process.)
   * @param ofRight limits of right guesses, where they are counted, too
   * @throws Problem RATE_LIMITED, and the errors of `isRight`
   */
  async guess(ofWrong: readonly Limit[], isRight: () => Promise<boolean>, ofRight: readonly Limit[] = []): Promise<boolean> {
    const limits = [...ofWrong, ...ofRight];
    const before = limits.map(({ key }) => this.lastGuess.get(key));
    const mine = Promise.allSettled(before).then(async () => {
      await this.admit(limits);
      const right = await isRight();
      // On a full disk a person must get in, to delete pictures. The event is remembered here.
      if (right) await this.note(ofRight).catch(() => undefined);
      else await this.note(ofWrong);
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
      this.unstored.push({ key, at });
      if (this.unstored.length > MAX_UNSTORED) this.unstored.shift();
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
