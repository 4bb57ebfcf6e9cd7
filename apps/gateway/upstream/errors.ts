import type { IncomingHttpHeaders } from 'node:http';

import { Problem } from '#libs/api/errors.js';
import { ProblemJson } from '#libs/api/problem.js';
import { ClientGone } from '#libs/http/body.js';
import { codeOf } from '#libs/http/error-code.js';

const NOT_CONNECTED = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH', 'UND_ERR_CONNECT_TIMEOUT']);
const TIMED_OUT = new Set(['ETIMEDOUT', 'UND_ERR_HEADERS_TIMEOUT', 'UND_ERR_BODY_TIMEOUT']);
const DISCONNECTED = new Set(['ECONNRESET', 'EPIPE', 'UND_ERR_SOCKET', 'UND_ERR_DESTROYED', 'UND_ERR_CLOSED']);

/** Seconds after which a client may try again. */
const RETRY_AFTER = 5;

/** There was no connection, so the service did not see the call. */
export function isNotConnected(error: unknown): boolean {
  return NOT_CONNECTED.has(codeOf(error));
}

/** The connection closed before the answer. The service may have done the work or not. */
export function isDisconnected(error: unknown): boolean {
  return DISCONNECTED.has(codeOf(error));
}

/** The Problem for an error of a transport. ClientGone and unknown errors are returned unchanged. */
export function transportProblem(error: unknown): unknown {
  if (error instanceof Problem || error instanceof ClientGone) return error;
  const options = { cause: error, retryAfter: RETRY_AFTER };
  const code = codeOf(error);
  if (TIMED_OUT.has(code)) {
    return new Problem('TIMEOUT', 'A part of the drive took too long to answer. Try again in a moment.', options);
  }
  if (isNotConnected(error) || isDisconnected(error)) {
    return new Problem('UNAVAILABLE', 'A part of the drive does not answer right now. Try again in a moment.', options);
  }
  return error;
}

/** The problem that a service answered (problem+json), to be answered to the client. UNAVAILABLE when the body is something else. */
export function problemOf({ status, headers, body }: { status: number; headers: IncomingHttpHeaders; body: unknown }): Problem {
  const problem = ProblemJson.safeParse(body);
  if (!problem.success) {
    return new Problem('UNAVAILABLE', 'A part of the drive does not work right now. Try again in a moment.', {
      retryAfter: RETRY_AFTER,
      cause: new Error(`an inner service answered ${status} without problem+json`),
    });
  }
  const retryAfter = Number(headers['retry-after']);
  return new Problem(problem.data.code, problem.data.detail, retryAfter > 0 ? { retryAfter } : {});
}
