/** Codes of answers after which nothing that comes later can go better. */
const FINAL: readonly string[] = ['NOT_LOGGED_IN', 'SCOPE_MISSING', 'STORAGE_FULL', 'QUOTA_EXCEEDED', 'NO_ANSWER'];
const PASSING: readonly number[] = [0, 408, 429, 500, 502, 503, 504];

/** The drive refused, or did not answer. */
export class ApiError extends Error {
  /** @param status 0 when there was no answer; @param retryAfter seconds, when the drive said so */
  constructor(
    readonly status: number,
    readonly code: string,
    readonly detail: string,
    readonly retryAfter?: number,
  ) {
    super(detail);
  }

  /** The same call may go better later. */
  get mayPass(): boolean {
    return PASSING.includes(this.status);
  }

  /** No other call will go better now. */
  get endsAll(): boolean {
    return FINAL.includes(this.code) || this.mayPass;
  }
}
