import { z } from 'zod';

import { CommandError } from '#libs/terminal/command-error.js';

/** After these no later call can succeed. */
const FINAL: readonly string[] = ['NOT_LOGGED_IN', 'SCOPE_MISSING', 'STORAGE_FULL', 'QUOTA_EXCEEDED', 'NO_ANSWER'];
const TEMPORARY: readonly number[] = [0, 408, 429, 500, 502, 503, 504];
/** A new login helps. */
const OF_LOGIN: readonly string[] = ['NOT_LOGGED_IN', 'SCOPE_MISSING'];
export const LOG_IN_AGAIN = 'Run: npm run -s cli -- login ADDRESS';

/** The drive refused a request, or did not answer. */
export class ApiError extends CommandError {
  /** @param status 0 when there was no answer, -1 when interrupted; @param retryAfter seconds, from the answer */
  constructor(
    readonly status: number,
    readonly code: string,
    readonly detail: string,
    readonly retryAfter?: number,
  ) {
    super(detail);
  }

  /** The same call may succeed later. */
  get isTemporary(): boolean {
    // A damaged original is as damaged at the next attempt.
    return TEMPORARY.includes(this.status) && this.code !== 'CORRUPT';
  }

  /** No other call will succeed now. */
  get isFinal(): boolean {
    return FINAL.includes(this.code) || this.isTemporary;
  }
}

/** Any code: a newer drive may have codes that are unknown here. */
const Problem = z.object({ code: z.string(), title: z.string(), detail: z.string() });

/** The error for an answer that is not a success. */
export async function problemOf(answer: Response, url: string): Promise<ApiError> {
  const problem = Problem.safeParse(await readJson(answer).catch(() => null)).data;
  const after = Number(answer.headers.get('retry-after') ?? NaN);
  const retryAfter = Number.isFinite(after) && after >= 0 ? after : undefined;
  if (!problem) return new ApiError(answer.status, 'NO_DRIVE', `${url} answered ${answer.status}, but it is not a drive.`, retryAfter);
  const { code, title, detail } = problem;
  const text = OF_LOGIN.includes(code) ? `${title}. ${LOG_IN_AGAIN}` : `${title}. ${detail}`;
  return new ApiError(answer.status, code, text, retryAfter);
}

/** The error for a `fetch` that failed. A file that could not be read keeps its own error. */
export function connectionError(url: string, error: unknown): Error {
  const { name, cause } = error as Error & { cause?: NodeJS.ErrnoException };
  if (name === 'NotReadableError' || (cause as Error | undefined)?.name === 'NotReadableError') return error as Error;
  if (name === 'AbortError') return new ApiError(-1, 'INTERRUPTED', 'Interrupted.');
  return new ApiError(0, 'NO_ANSWER', `${url} does not answer. Check the address, and whether the drive is running.`);
}

/** Null for a body that is not JSON. @throws ApiError when the connection breaks */
export async function readJson(answer: Response): Promise<unknown> {
  const text = await answer.text().catch((error: unknown) => {
    throw connectionError(new URL(answer.url).origin, error);
  });
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
