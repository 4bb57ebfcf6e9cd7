import { setTimeout as wait } from 'node:timers/promises';

import { ApiError } from './api-error.js';

/** Seconds before each further attempt; about 90 seconds in all. */
const PAUSES = [0.5, 1, 2, 4, 8, 16, 30, 30];
/** For commands whose caller waits for one answer. */
export const SHORT = [0.5, 1, 2];
const MAX_PAUSE = 60;

export interface RetryOptions {
  signal?: AbortSignal | undefined;
  pauses?: readonly number[];
}

/**
 * Repeats work that fails with a temporary ApiError. By hand because p-retry can't wait as long as Retry-After says (RFC 9110, 10.2.3).
 * @param work gets the number of the attempt, from 1
 * @throws what the last attempt threw
 */
export async function retry<T>(work: (attempt: number) => Promise<T>, { signal, pauses = PAUSES }: RetryOptions = {}): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await work(attempt);
    } catch (error) {
      const pause = pauses[attempt - 1];
      if (pause === undefined || !(error instanceof ApiError && error.isTemporary) || signal?.aborted) throw error;
      // Jitter, so that several clients do not come back at the same moment.
      const seconds = Math.min(error.retryAfter ?? pause * (0.75 + Math.random() / 2), MAX_PAUSE);
      await wait(seconds * 1000, undefined, { signal }).catch(() => {
        throw error;
      });
    }
  }
}
