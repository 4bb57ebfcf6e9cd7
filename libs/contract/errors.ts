/**
 * The one catalogue of errors that leave the drive, by their stable code. The title is the same for every occurrence; the detail of a
 * Problem says what happened this time and what to do.
 */
export const ERRORS = {
  BAD_REQUEST: { status: 400, title: 'The request is not right' },
  EMPTY_FILE: { status: 400, title: 'The file is empty' },
  BAD_CREDENTIALS: { status: 401, title: 'E-mail and password do not match' },
  PASSWORD_NEEDED: { status: 401, title: 'This link asks for a password' },
  WRONG_PASSWORD: { status: 401, title: 'This is not the password' },
  NOT_LOGGED_IN: { status: 401, title: 'Log in first' },
  CROSS_SITE: { status: 403, title: 'The request came from another site' },
  SCOPE_MISSING: { status: 403, title: 'The token does not allow this' },
  SIGN_UP_CLOSED: { status: 403, title: 'This drive takes no new accounts' },
  INVITE_USED: { status: 403, title: 'This invitation has been used' },
  INVITE_ENDED: { status: 403, title: 'This invitation does not count any more' },
  NOT_FOUND: { status: 404, title: 'Not here' },
  NOT_READY: { status: 404, title: 'This size is not ready yet' },
  METHOD_NOT_ALLOWED: { status: 405, title: 'This address does not take that method' },
  REQUEST_TIMEOUT: { status: 408, title: 'The request took too long to arrive' },
  EMAIL_TAKEN: { status: 409, title: 'This e-mail has an account already' },
  ALBUM_FULL: { status: 409, title: 'The album is full' },
  TOO_MANY_ALBUMS: { status: 409, title: 'There are too many albums' },
  NOT_FAILED: { status: 409, title: 'The picture has not failed' },
  TOO_LARGE: { status: 413, title: 'The file is too large' },
  QUOTA_EXCEEDED: { status: 413, title: 'Your space is used up' },
  UNSUPPORTED_TYPE: { status: 415, title: 'This type is not supported' },
  RANGE_NOT_SATISFIABLE: { status: 416, title: 'The range lies outside the file' },
  BROKEN_IMAGE: { status: 422, title: 'The picture is damaged' },
  TOO_MANY_PIXELS: { status: 422, title: 'The picture is too big' },
  WEAK_PASSWORD: { status: 422, title: 'This password is too easy to guess' },
  BAD_EMAIL: { status: 422, title: 'This is not an e-mail address' },
  RATE_LIMITED: { status: 429, title: 'Too many tries' },
  HEADERS_TOO_LARGE: { status: 431, title: 'The head of the request is too large' },
  INTERNAL: { status: 500, title: 'Something went wrong here' },
  UNAVAILABLE: { status: 503, title: 'Not available right now' },
  TIMEOUT: { status: 504, title: 'No answer in time' },
  STORAGE_FULL: { status: 507, title: 'The drive is full' },
} as const;

export type ErrorCode = keyof typeof ERRORS;

export interface ProblemOptions {
  /** Seconds after which to try again; sent as Retry-After. */
  retryAfter?: number;
  headers?: Record<string, string>;
  /** For the log; never sent. */
  cause?: unknown;
}

/** An error with a code of the catalogue. `detail` is for the person: what happened and what to do, never a path or a stack. */
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

/** The body of an `application/problem+json` answer (RFC 9457). */
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
