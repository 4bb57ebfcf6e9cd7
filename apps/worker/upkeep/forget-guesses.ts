import { LONGEST_WINDOW } from '#libs/accounts/rate-limits.js';

import type { WorkerResources } from '../worker-resources.js';

/** Forgets the failed guesses of the passwords of links that count for no limit any more. */
export function forgetGuesses({ database }: WorkerResources): Promise<number> {
  return database.rateLimits.forgetEvents(new Date(Date.now() - LONGEST_WINDOW));
}
