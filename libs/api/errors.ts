/**
 * All errors that the API answers, by their stable code. The title is the same for every occurrence; the detail of a `Problem` says what
 * happened and what to do.
 */
export const ERRORS = {
  BAD_REQUEST: { status: 400, title: 'The request is not valid' },
  EMPTY_FILE: { status: 400, title: 'The file is empty' },
  BAD_TRANSFORM: { status: 400, title: 'This image can’t be made' },
  BAD_CREDENTIALS: { status: 401, title: 'Wrong e-mail or password' },
  PASSWORD_NEEDED: { status: 401, title: 'This link needs a password' },
  WRONG_PASSWORD: { status: 401, title: 'Wrong password' },
  NOT_LOGGED_IN: { status: 401, title: 'You are not logged in' },
  CROSS_SITE: { status: 403, title: 'The request came from another site' },
  SCOPE_MISSING: { status: 403, title: 'The token does not permit this' },
  SIGN_UP_CLOSED: { status: 403, title: 'This drive does not accept new accounts' },
  INVITE_USED: { status: 403, title: 'This invitation has been used' },
  INVITE_ENDED: { status: 403, title: 'This invitation has expired' },
  NOT_FOUND: { status: 404, title: 'Not found' },
  NOT_READY: { status: 404, title: 'This size is not ready yet' },
  METHOD_NOT_ALLOWED: { status: 405, title: 'This method is not allowed here' },
  REQUEST_TIMEOUT: { status: 408, title: 'The request took too long to arrive' },
  EMAIL_TAKEN: { status: 409, title: 'This e-mail already has an account' },
  ALBUM_FULL: { status: 409, title: 'The album is full' },
  TOO_MANY_ALBUMS: { status: 409, title: 'Too many albums' },
  TOO_MANY_TOKENS: { status: 409, title: 'Too many tokens' },
  TOO_MANY_KEYS: { status: 409, title: 'Too many keys' },
  TOO_MANY_PRESETS: { status: 409, title: 'Too many presets' },
  NO_SIGNING_KEY: { status: 409, title: 'There is no key to sign with' },
  NOT_FAILED: { status: 409, title: 'The picture has not failed' },
  TOO_LARGE: { status: 413, title: 'The file is too large' },
  QUOTA_EXCEEDED: { status: 413, title: 'Your storage is full' },
  UNSUPPORTED_TYPE: { status: 415, title: 'This type is not supported' },
  UNSUPPORTED_ENCODING: { status: 415, title: 'This content encoding is not supported' },
  RANGE_NOT_SATISFIABLE: { status: 416, title: 'The range is outside the file' },
  MISDIRECTED: { status: 421, title: 'This drive has another name' },
  BROKEN_IMAGE: { status: 422, title: 'The picture is damaged' },
  TOO_MANY_PIXELS: { status: 422, title: 'The picture has too many pixels' },
  WEAK_PASSWORD: { status: 422, title: 'This password is too weak' },
  BAD_EMAIL: { status: 422, title: 'This is not an e-mail address' },
  RATE_LIMITED: { status: 429, title: 'Too many attempts' },
  HEADERS_TOO_LARGE: { status: 431, title: 'The request headers are too large' },
  CORRUPT: { status: 500, title: 'The stored file is damaged' },
  INTERNAL: { status: 500, title: 'Internal error' },
  UNAVAILABLE: { status: 503, title: 'Not available right now' },
  TIMEOUT: { status: 504, title: 'The answer took too long' },
  STORAGE_FULL: { status: 507, title: 'The drive is full' },
} as const;

export type ErrorCode = keyof typeof ERRORS;

export interface ProblemOptions {
  /** Seconds; sent as Retry-After. */
  retryAfter?: number;
  headers?: Record<string, string>;
  /** For the log; never sent. */
  cause?: unknown;
}

/** An error with a code of `ERRORS`. `detail` is for people: what happened and what to do; never a path or a stack. */
export class Problem extends Error {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;

  constructor(
    readonly code: ErrorCode,
    readonly detail: string,
    { retryAfter, headers = {}, cause }: ProblemOptions = {},
  ) {
    super(`${code}: ${detail}`, { cause });
    this.status = ERRORS[code].status;
    this.headers = retryAfter === undefined ? headers : { ...headers, 'retry-after': String(retryAfter) };
  }
}

/** The body of an `application/problem+json` response (RFC 9457). */
export interface ProblemBody {
  type: string;
  title: string;
  status: number;
  code: string;
  detail: string;
  requestId: string;
}

export function problemBody(problem: Problem, requestId: string): ProblemBody {
  const { status, title } = ERRORS[problem.code];
  return { type: `/docs#${problem.code}`, title, status, code: problem.code, detail: problem.detail, requestId };
}
