/**
 * Events that rate limits count: failed guesses and sign-ups, each a time under a key. Every call may throw `RepositoryUnavailable`, every
 * change `RepositoryFull`.
 */
export abstract class RateLimitRepository {
  /** Adds one event under the key. */
  abstract noteEvent(key: string, at: Date): Promise<void>;

  /** How many events the key has since this time (included), and the oldest of these. */
  abstract countEvents(key: string, since: Date): Promise<{ count: number; oldest: Date | null }>;

  /** Deletes the events before this time and returns how many. */
  abstract forgetEvents(before: Date): Promise<number>;
}
