import { setTimeout as wait } from 'node:timers/promises';

import { ApiError } from './api-error.js';

/** Seconds before each new try; a good minute and a half in all. */
const PAUSES = [0.5, 1, 2, 4, 8, 16, 30, 30];
/** Where somebody waits for one answer. */
export const SHORT = [0.5, 1, 2];
const LONGEST = 60;

export interface PatienceOptions {
  signal?: AbortSignal | undefined;
  pauses?: readonly number[];
}

/**
 * Tries again what may go better later: a drive that is away, busy, or asks to come back in a moment. `work` is told which try it is,
 * from 1 on. @throws what the last try threw
 */
export async function patiently<T>(work: (attempt: number) => Promise<T>, { signal, pauses = PAUSES }: PatienceOptions = {}): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await work(attempt);
    } catch (error) {
      const pause = pauses[attempt - 1];
      if (pause === undefined || !(error instanceof ApiError && error.mayPass) || signal?.aborted) throw error;
      // Not all at the same moment.
      const seconds = Math.min(error.retryAfter ?? pause * (0.75 + Math.random() / 2), LONGEST);
      await wait(seconds * 1000, undefined, { signal }).catch(() => {
        throw error;
      });
    }
  }
}
